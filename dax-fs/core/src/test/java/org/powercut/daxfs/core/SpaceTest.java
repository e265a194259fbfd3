package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.StatFs;
import org.powercut.pmem.Pmem;

/** A full device: operations that fail change nothing, and space always comes back. */
class SpaceTest {
    private static final int PAGE = Pmem.PAGE;

    private final TestFs test = TestFs.ofSize(1 << 20);

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    /** Takes all space that data can have. */
    private void fill() {
        try (DaxFile file = test.fs.open("/filler", OpenFlag.WRITE, OpenFlag.CREATE)) {
            while (test.fs.statfs().freeBlocks() > 0) {
                file.append(new byte[PAGE]);
            }
        }
    }

    @Test
    void aWriteWithoutSpaceLeavesTheFileAsItWas() {
        DaxFile file = test.create("/a", "before");
        DaxFile inPlace = test.createNodatacow("/n");
        inPlace.write(PAGE, TestFs.bytes("middle"));
        fill();
        StatFs full = test.fs.statfs();
        assertThatThrownBy(() -> file.write(0, TestFs.bytes("after"))).isInstanceOf(NoSpaceException.class);
        assertThatThrownBy(() -> inPlace.write(0, new byte[3 * PAGE])).isInstanceOf(NoSpaceException.class);
        assertThatThrownBy(() -> test.fs.create("/b")).isInstanceOf(NoSpaceException.class);
        assertThatThrownBy(() -> test.fs.symlink("x", "/link")).isInstanceOf(NoSpaceException.class);
        assertThatThrownBy(() -> test.fs.mkdir("/d")).isInstanceOf(NoSpaceException.class);
        assertThat(test.fs.statfs()).isEqualTo(full);
        inPlace.write(PAGE, TestFs.bytes("MIDDLE"));
        assertThat(inPlace.read(PAGE, 6)).isEqualTo(TestFs.bytes("MIDDLE"));
        assertThat(inPlace.size()).isEqualTo(PAGE + 6);
        test.remountWithoutUnmount();
        assertThat(test.read("/a")).isEqualTo("before");
        assertThat(test.fs.exists("/b")).isFalse();
        assertThat(test.fs.statfs()).isEqualTo(full);
    }

    @Test
    void aStoreToAHoleWithoutSpaceFailsAndALaterOneWorks() {
        DaxFile file = test.createNodatacow("/n");
        file.truncate(2 * PAGE);
        fill();
        DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 2 * PAGE);
        assertThat(mapping.getLong(0)).isZero();
        assertThatThrownBy(() -> mapping.putLong(0, 1)).isInstanceOf(NoSpaceException.class);
        test.fs.truncate("/filler", PAGE);
        mapping.putLong(0, 1);
        assertThat(file.read(0, 1)).containsExactly(1);
    }

    @Test
    void aFullFileSystemCanBeEmptied() {
        test.write("/filler", "");
        StatFs empty = test.fs.statfs();
        List<String> names = new ArrayList<>();
        try {
            for (int i = 0; ; i++) {
                String name = "/file with a long name, so that the log of its directory grows " + i;
                test.write(name, "x");
                names.add(name);
            }
        } catch (NoSpaceException e) {
            assertThat(names).hasSizeGreaterThan(20);
        }
        fill();
        for (String name : names) {
            if (test.fs.exists(name)) {
                test.fs.unlink(name);
            }
        }
        test.fs.readdir("/").forEach(entry -> test.fs.unlink("/" + entry.name()));
        test.remount();
        assertThat(test.fs.statfs().freeBlocks()).isGreaterThanOrEqualTo(empty.freeBlocks() - 4);
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(empty.freeInodes() + 1);
    }

    @Test
    void allInodesCanBeUsed() {
        try (TestFs small = TestFs.ofSize(TestFs.PROVIDER.minimumSize())) {
            long inodes = small.fs.statfs().freeInodes();
            for (int i = 0; i < inodes; i++) {
                small.fs.create("/" + i).close();
            }
            assertThatThrownBy(() -> small.fs.create("/more"))
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessageContaining("inodes");
            small.remount();
            assertThat(small.fs.readdir("/")).hasSize((int) inodes);
            small.fs.unlink("/3");
            small.fs.create("/more").close();
        }
    }

    @Test
    void aFileRewrittenForeverDoesNotFillTheDevice() {
        long free = test.fs.statfs().freeBlocks();
        try (DaxFile file = test.fs.create("/a")) {
            for (int i = 0; i < 20_000; i++) {
                file.write(i % 3 * 100, TestFs.pattern(50, i));
            }
            assertThat(free - test.fs.statfs().freeBlocks()).isLessThan(12);
            byte[] content = file.read(0, 1000);
            test.remountWithoutUnmount();
            try (DaxFile again = test.fs.open("/a")) {
                assertThat(again.read(0, 1000)).isEqualTo(content);
            }
        }
    }

    @Test
    void aDirectoryUsedForeverDoesNotFillTheDevice() {
        long free = test.fs.statfs().freeBlocks();
        test.fs.mkdir("/d");
        test.write("/d/stays", "here");
        for (int i = 0; i < 3_000; i++) {
            test.write("/d/a", "x");
            test.fs.rename("/d/a", "/d/b");
            test.fs.chmod("/d", i & 0777);
            test.fs.unlink("/d/b");
        }
        assertThat(free - test.fs.statfs().freeBlocks()).isLessThan(12);
        test.remountWithoutUnmount();
        assertThat(test.fs.readdir("/d")).extracting("name").containsExactly("stays");
        assertThat(test.fs.stat("/d").mode()).isEqualTo(2_999 & 0777);
    }

    @Test
    void aFragmentedDeviceStillTakesOneLargeWrite() {
        for (int i = 0; i < 50; i++) {
            test.write("/f" + i, "x");
        }
        for (int i = 0; i < 50; i += 2) {
            test.fs.unlink("/f" + i);
        }
        int length = (int) test.fs.statfs().freeBlocks() * PAGE - 4 * PAGE;
        byte[] data = TestFs.pattern(length, 2);
        try (DaxFile file = test.fs.create("/large")) {
            file.write(0, data);
        }
        test.remountWithoutUnmount();
        try (DaxFile file = test.fs.open("/large")) {
            assertThat(file.read(0, length)).isEqualTo(data);
        }
    }

    @Test
    void theErrorSaysWhatIsNeededAndFree() {
        assertThatThrownBy(() -> test.write("/a", "x".repeat(2 << 20)))
                .isInstanceOf(DaxFileSystemException.class)
                .hasMessageContaining("2097152 bytes are needed");
    }
}
