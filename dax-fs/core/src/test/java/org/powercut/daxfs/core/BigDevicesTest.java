package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;

/** Devices past 4 GiB, and sparse files of 16 TiB. */
class BigDevicesTest {
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;

    private static Inode inode(TestFs test, String path) {
        Inode inode = ((DaxFs) test.fs).volume.inodes.get(test.fs.stat(path).ino());
        assertThat(inode).isNotNull();
        return inode;
    }

    @Test
    @DisplayName("S7: on a device of 5 GiB, data and logs past 4 GiB are written, mapped, and found again")
    void pastFourGibibytes() {
        try (TestFs test = TestFs.ofSize(5 * GIB)) {
            try (DaxFile fill = test.fs.create("/fill")) {
                fill.allocate(FallocateMode.ALLOCATE, 0, 4 * GIB + 200 * (GIB >> 10));
            }
            for (int i = 0; i < 300; i++) {
                test.write("/f" + i, "content " + i);
            }
            DaxFile file = test.createNodatacow("/mapped");
            file.write(0, TestFs.pattern(3 << 20, 7));
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 << 20)) {
                mapping.putLong(2 << 20, 42);
            }
            file.fsync();
            file.close();
            assertThat(inode(test, "/f299").log.page(0) * Pmem.PAGE).isGreaterThan(4 * GIB);
            assertThat(inode(test, "/mapped").pages.get(0) * Pmem.PAGE).isGreaterThan(4 * GIB);
            assertThat(inode(test, "/mapped").pages.get(0) % 512)
                    .as("on a boundary of 2 MiB")
                    .isZero();
            test.remount();
            for (int i = 0; i < 300; i++) {
                assertThat(test.read("/f" + i)).isEqualTo("content " + i);
            }
            try (DaxFile again = test.fs.open("/mapped")) {
                assertThat(again.read((2 << 20) + 8, 4096))
                        .isEqualTo(Arrays.copyOfRange(TestFs.pattern(3 << 20, 7), (2 << 20) + 8, (2 << 20) + 8 + 4096));
                assertThat(Bytes.getLong(again.read(2 << 20, 8), 0)).isEqualTo(42);
            }
            test.fs.unlink("/fill");
            test.requireClean();
        }
    }

    @Test
    @DisplayName("a device of 64 GiB is made, mounted and filled in part; DRAM follows what is used")
    void sixtyFourGibibytes() {
        try (TestFs test = TestFs.ofSize(64 * GIB)) {
            assertThat(test.fs.statfs().blocks() * Pmem.PAGE).isGreaterThan(62 * GIB);
            test.write("/a", "content");
            test.remount();
            assertThat(test.read("/a")).isEqualTo("content");
        }
    }

    @Test
    @DisplayName("a sparse file of 16 TiB has data at its ends and in the middle, across a mount")
    void sparseFile() {
        try (TestFs test = TestFs.create()) {
            long[] offsets = {0, 4 * GIB - 5, TIB + 3, 16 * TIB - 100};
            try (DaxFile file = test.fs.create("/a")) {
                for (long offset : offsets) {
                    file.write(offset, TestFs.bytes("at " + offset));
                }
                file.truncate(16 * TIB);
            }
            test.remount();
            try (DaxFile file = test.fs.open("/a")) {
                assertThat(file.size()).isEqualTo(16 * TIB);
                for (long offset : offsets) {
                    byte[] expected = TestFs.bytes("at " + offset);
                    assertThat(file.read(offset, expected.length)).isEqualTo(expected);
                }
                assertThat(file.seekData(5 * GIB)).isEqualTo(TIB);
                assertThat(file.seekHole(TIB)).isEqualTo(TIB + 4096);
                assertThat(file.stat().blocks()).isLessThanOrEqualTo(5);
            }
            test.fs.truncate("/a", 1);
            test.requireClean();
        }
    }

    @Test
    @DisplayName("a file of 20,000 extents is written, read across a mount, and cut")
    void manyExtents() {
        try (TestFs test = TestFs.ofSize(128 << 20)) {
            try (DaxFile file = test.fs.create("/a")) {
                for (int i = 0; i < 20_000; i++) {
                    file.write(i * 8192L, TestFs.bytes("page " + i));
                }
            }
            test.remount();
            try (DaxFile file = test.fs.open("/a")) {
                for (int i = 0; i < 20_000; i += 7) {
                    byte[] expected = TestFs.bytes("page " + i);
                    assertThat(file.read(i * 8192L, expected.length)).isEqualTo(expected);
                }
            }
            long free = test.fs.statfs().freeBlocks();
            test.fs.truncate("/a", 0);
            assertThat(test.fs.statfs().freeBlocks()).isGreaterThanOrEqualTo(free + 20_000);
            test.requireClean();
        }
    }

    @Test
    @DisplayName(
            "big requests lie on a boundary of 2 MiB; without a long run, pieces are given, and all of them come back")
    void bigRequests() {
        Geometry geometry = Geometry.ofDevice(2 * GIB);
        Allocator allocator = new Allocator(geometry);
        long all = allocator.available();
        Runs runs = new Runs();
        allocator.allocate(1, runs);
        allocator.allocate(1_500, runs);
        assertThat(runs.size()).isEqualTo(1);
        assertThat(runs.start(0) % 512).isZero();
        allocator.free(runs.start(0), 1_500);
        List<Long> singles = new ArrayList<>();
        while (allocator.available() > 0) {
            allocator.allocate(1, runs);
            singles.add(runs.start(0));
        }
        assertThatThrownBy(() -> allocator.allocate(1, runs)).isInstanceOf(NoSpaceException.class);
        for (int i = 0; i < singles.size(); i += 2) {
            allocator.free(singles.get(i), 1);
        }
        long half = allocator.available();
        allocator.allocate(600, runs);
        assertThat(runs.size()).isEqualTo(600);
        assertThat(allocator.available()).isEqualTo(half - 600);
        for (int run = 0; run < runs.size(); run++) {
            allocator.free(runs.start(run), runs.count(run));
        }
        for (int i = 1; i < singles.size(); i += 2) {
            allocator.free(singles.get(i), 1);
        }
        assertThat(allocator.available()).isEqualTo(all - 1);
    }
}
