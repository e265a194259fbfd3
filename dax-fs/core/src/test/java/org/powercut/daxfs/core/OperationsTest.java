package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.daxfs.core.TestFs.fails;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.pmem.SimulatedDevice;

/**
 * What each operation on files, attributes and whole file systems does, what it refuses and with which error, and that a
 * remount shows the same.
 */
class OperationsTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    // files

    @Test
    void createsReadsAndWrites() {
        try (DaxFile file = test.create("/a", "hello")) {
            file.write(2, TestFs.bytes("LL"));
            assertThat(file.append(TestFs.bytes("!"))).isEqualTo(5);
            assertThat(file.read(0, 100)).isEqualTo(TestFs.bytes("heLLo!"));
            assertThat(file.read(6, 1)).isEmpty();
            assertThat(file.read(1000, 1)).isEmpty();
        }
        test.remount();
        assertThat(test.read("/a")).isEqualTo("heLLo!");
    }

    @Test
    void writesAtEveryAlignmentInBothKindsOfFile() {
        for (boolean inPlace : new boolean[] {false, true}) {
            try (DaxFile file = inPlace ? test.createNodatacow("/in-place") : test.fs.create("/cow")) {
                byte[] expected = new byte[20_000];
                for (int i = 0; i < 300; i++) {
                    int offset = i * 61 % 15_000;
                    byte[] data = TestFs.pattern(1 + i * 17 % 5_000, i);
                    file.write(offset, data);
                    System.arraycopy(data, 0, expected, offset, data.length);
                    assertThat(file.read(0, 20_000)).isEqualTo(Arrays.copyOf(expected, (int) file.size()));
                }
            }
        }
    }

    @Test
    void aWriteOfAMebibyteIsOneCommit() {
        byte[] data = TestFs.pattern(1 << 20, 3);
        try (DaxFile file = test.fs.create("/big")) {
            file.write(0, data);
        }
        test.remount();
        try (DaxFile file = test.fs.open("/big")) {
            assertThat(file.read(0, 1 << 20)).isEqualTo(data);
            assertThat(file.stat().blocks()).isEqualTo(256);
        }
    }

    @Test
    void holesReadAsZerosAndTakeNoSpace() {
        try (DaxFile file = test.fs.create("/sparse")) {
            long far = 1L << 45;
            file.write(far, TestFs.bytes("end"));
            assertThat(file.size()).isEqualTo(far + 3);
            assertThat(file.stat().blocks()).isEqualTo(1);
            assertThat(file.read(far - 5, 8)).isEqualTo(TestFs.bytes("\0\0\0\0\0end"));
            file.truncate(1L << 62);
            assertThat(file.read((1L << 62) - 4, 8)).hasSize(4).containsOnly(0);
        }
    }

    @Test
    void cuttingAndExtendingAgainShowsZeros() {
        for (boolean inPlace : new boolean[] {false, true}) {
            try (DaxFile file = inPlace ? test.createNodatacow("/i") : test.fs.create("/c")) {
                file.write(0, TestFs.pattern(9_000, 1));
                file.truncate(4_100);
                file.truncate(9_000);
                byte[] expected = Arrays.copyOf(TestFs.pattern(9_000, 1), 4_100);
                assertThat(file.read(0, 9_000)).isEqualTo(Arrays.copyOf(expected, 9_000));
                file.truncate(100);
                file.write(200, TestFs.bytes("x"));
                assertThat(file.read(90, 111))
                        .startsWith(Arrays.copyOfRange(expected, 90, 100))
                        .endsWith(TestFs.bytes("\0\0\0x"));
                file.truncate(50);
                file.write(5_000, TestFs.bytes("y"));
                assertThat(file.read(50, 4_950)).containsOnly(0);
            }
        }
    }

    @Test
    void reusedBlocksShowNoStaleData() {
        try (DaxFile file = test.fs.create("/secret")) {
            file.write(0, TestFs.pattern(1 << 20, 9));
        }
        test.fs.unlink("/secret");
        for (boolean inPlace : new boolean[] {false, true}) {
            try (DaxFile file = inPlace ? test.createNodatacow("/n") : test.fs.create("/w")) {
                file.write(10, TestFs.bytes("a"));
                file.truncate(4096);
                assertThat(file.read(0, 10)).containsOnly(0);
                assertThat(file.read(11, 4085)).containsOnly(0);
            }
        }
    }

    @Test
    void openFlagsDecideWhatAFileIsFor() {
        test.write("/a", "abc");
        try (DaxFile file = test.fs.open("/a")) {
            fails(Errno.EBADF, () -> file.write(0, new byte[1]));
            fails(Errno.EBADF, () -> file.truncate(0));
        }
        try (DaxFile file = test.fs.open("/a", OpenFlag.WRITE)) {
            fails(Errno.EBADF, () -> file.read(0, 1));
        }
        try (DaxFile file = test.fs.open("/a", OpenFlag.READ, OpenFlag.APPEND)) {
            file.write(0, TestFs.bytes("d"));
            assertThat(file.read(0, 9)).isEqualTo(TestFs.bytes("abcd"));
        }
        test.fs.open("/a", OpenFlag.WRITE, OpenFlag.TRUNCATE).close();
        assertThat(test.fs.stat("/a").size()).isZero();
        fails(Errno.EINVAL, () -> test.fs.open("/a", OpenFlag.TRUNCATE));
        fails(Errno.EINVAL, () -> test.fs.open("/a", OpenFlag.EXCLUSIVE));
        fails(Errno.EEXIST, () -> test.fs.create("/a"));
        fails(Errno.ENOENT, () -> test.fs.open("/b"));
        test.fs.open("/b", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW).close();
        assertThat(test.fs.stat("/b").nodatacow()).isTrue();
        assertThat(test.fs.stat("/a").nodatacow()).isFalse();
    }

    @Test
    void closedFilesAndBadOffsetsAreRefused() {
        DaxFile file = test.create("/a", "abc");
        fails(Errno.EINVAL, () -> file.read(-1, 1));
        fails(Errno.EINVAL, () -> file.write(-1, new byte[1]));
        fails(Errno.EINVAL, () -> file.truncate(-1));
        fails(Errno.EFBIG, () -> file.write(Long.MAX_VALUE - 1, new byte[1]));
        fails(Errno.EFBIG, () -> file.truncate(Long.MAX_VALUE));
        file.close();
        file.close();
        fails(Errno.EBADF, () -> file.read(0, 1));
        fails(Errno.EBADF, file::stat);
        fails(Errno.EBADF, file::fsync);
    }

    // attributes

    @Test
    void attributesAreKept() {
        test.write("/a", "abc");
        test.fs.chmod("/a", 04755);
        test.fs.chown("/a", 1000, 100);
        test.fs.setTimes("/a", 123, -456);
        fails(Errno.EINVAL, () -> test.fs.chmod("/a", 010000));
        fails(Errno.ENOENT, () -> test.fs.chmod("/b", 0));
        Stat before = test.fs.stat("/a");
        assertThat(before.mode()).isEqualTo(04755);
        assertThat(before.uid()).isEqualTo(1000);
        assertThat(before.gid()).isEqualTo(100);
        assertThat(before.atime()).isEqualTo(123);
        assertThat(before.mtime()).isEqualTo(-456);
        test.remountWithoutUnmount();
        assertThat(test.fs.stat("/a")).isEqualTo(before);
        test.fs.symlink("a", "/link");
        test.fs.chmod("/link", 0600);
        assertThat(test.fs.stat("/a").mode()).isEqualTo(0600);
    }

    @Test
    void timesFollowChanges() {
        try (DaxFile file = test.createNodatacow("/a")) {
            Stat created = file.stat();
            file.write(0, new byte[10]);
            Stat grown = file.stat();
            assertThat(grown.mtime()).isGreaterThan(created.mtime());
            file.write(0, new byte[10]);
            Stat overwritten = file.stat();
            assertThat(overwritten.mtime()).isGreaterThan(grown.mtime());
            file.fsync();
            test.remountWithoutUnmount();
            assertThat(test.fs.stat("/a")).isEqualTo(overwritten);
        }
    }

    @Test
    void spaceIsAccountedFor() {
        StatFs empty = test.fs.statfs();
        assertThat(empty.blockSize()).isEqualTo(4096);
        assertThat(empty.blocks()).isLessThan(1024);
        try (DaxFile file = test.fs.create("/a")) {
            file.write(0, new byte[40_960]);
        }
        StatFs used = test.fs.statfs();
        assertThat(used.freeBlocks()).isEqualTo(empty.freeBlocks() - 11);
        assertThat(used.freeInodes()).isEqualTo(empty.freeInodes() - 1);
        test.remount();
        assertThat(test.fs.statfs()).isEqualTo(used);
        test.fs.truncate("/a", 0);
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(used.freeBlocks() + 10);
    }

    // life

    @Test
    void afterUnmountEverythingFails() {
        DaxFile file = test.create("/a", "abc");
        DaxFileSystem fs = test.fs;
        fs.unmount();
        fs.unmount();
        fails(Errno.ESHUTDOWN, () -> fs.stat("/a"));
        fails(Errno.ESHUTDOWN, () -> fs.mkdir("/d"));
        fails(Errno.ESHUTDOWN, () -> file.read(0, 1));
        fails(Errno.ESHUTDOWN, () -> file.write(0, new byte[1]));
        fails(Errno.ESHUTDOWN, fs::sync);
        file.close();
    }

    @Test
    void aReadOnlyMountRefusesChanges() {
        test.write("/a", "abc");
        test.fs.unmount();
        test.fs = test.mountReadOnly();
        assertThat(test.fs.isReadOnly()).isTrue();
        assertThat(test.read("/a")).isEqualTo("abc");
        fails(Errno.EROFS, () -> test.fs.open("/a", OpenFlag.WRITE));
        fails(Errno.EROFS, () -> test.fs.create("/b"));
        fails(Errno.EROFS, () -> test.fs.unlink("/a"));
        fails(Errno.EROFS, () -> test.fs.chmod("/a", 0));
        fails(Errno.EROFS, () -> test.fs.rename("/a", "/b"));
        test.fs.open("/a", OpenFlag.READ, OpenFlag.CREATE).close();
    }

    @Test
    void mountWritesNothingWhenNothingNeedsRecovery() {
        test.write("/a", "abc");
        test.fs.mkdir("/d");
        byte[] before = image();
        test.mount();
        test.mount().unmount();
        assertThat(image()).isEqualTo(before);
    }

    private byte[] image() {
        byte[] image = new byte[(int) test.device.size()];
        test.device.getBytes(0, java.lang.foreign.MemorySegment.ofArray(image), 0, image.length);
        return image;
    }

    @Test
    void whatCannotBeIsRefused() {
        try (SimulatedDevice small = SimulatedDevice.ofSize(128 << 10)) {
            fails(Errno.EINVAL, () -> TestFs.PROVIDER.mkfs(small));
            fails(Errno.EFSCORRUPTED, () -> TestFs.PROVIDER.mount(small, MountOptions.defaults()));
            assertThat(TestFs.PROVIDER.fsck(small).isClean()).isFalse();
        }
        try (SimulatedDevice smallest = SimulatedDevice.ofSize(TestFs.PROVIDER.minimumSize())) {
            TestFs.PROVIDER.mkfs(smallest);
            DaxFileSystem fs = TestFs.PROVIDER.mount(smallest, MountOptions.defaults());
            fs.create("/a").close();
        }
    }

    @Test
    void largeDevicesCostLittle() {
        try (TestFs large = TestFs.ofSize(6L << 30)) {
            try (DaxFile file = large.fs.create("/a")) {
                file.write(5L << 30, TestFs.bytes("far"));
                assertThat(file.read(5L << 30, 3)).isEqualTo(TestFs.bytes("far"));
            }
            large.remount();
            assertThat(large.fs.statfs().blocks()).isGreaterThan(1_500_000);
        }
    }
}
