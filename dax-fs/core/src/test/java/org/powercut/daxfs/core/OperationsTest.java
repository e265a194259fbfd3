package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.pmem.SimulatedDevice;

/** What each operation does, what it refuses and with which error, and that a remount shows the same. */
class OperationsTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    private void fails(Errno errno, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
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

    // names

    @Test
    void directoriesComeAndGo() {
        test.fs.mkdir("/d");
        test.fs.mkdir("/d/e");
        test.write("/d/f", "x");
        assertThat(test.fs.stat("/").nlink()).isEqualTo(3);
        assertThat(test.fs.stat("/d").nlink()).isEqualTo(3);
        fails(Errno.ENOTEMPTY, () -> test.fs.rmdir("/d"));
        fails(Errno.EEXIST, () -> test.fs.mkdir("/d"));
        fails(Errno.ENOTDIR, () -> test.fs.rmdir("/d/f"));
        fails(Errno.EISDIR, () -> test.fs.unlink("/d/e"));
        fails(Errno.ENOTDIR, () -> test.fs.mkdir("/d/f/g"));
        fails(Errno.ENOENT, () -> test.fs.mkdir("/x/y"));
        fails(Errno.EISDIR, () -> test.fs.open("/d"));
        fails(Errno.ENOTDIR, () -> test.fs.openDirectory("/d/f"));
        fails(Errno.ENOTDIR, () -> test.fs.readdir("/d/f"));
        test.remount();
        test.fs.rmdir("/d/e");
        test.fs.unlink("/d/f");
        test.fs.rmdir("/d");
        assertThat(test.fs.readdir("/")).isEmpty();
        assertThat(test.fs.stat("/").nlink()).isEqualTo(2);
    }

    @Test
    void theRootStaysWhereItIs() {
        test.fs.mkdir("/d");
        fails(Errno.EBUSY, () -> test.fs.rmdir("/"));
        fails(Errno.EISDIR, () -> test.fs.unlink("/"));
        fails(Errno.EBUSY, () -> test.fs.rename("/", "/d/r"));
        fails(Errno.EBUSY, () -> test.fs.rename("/d", "/"));
        fails(Errno.EEXIST, () -> test.fs.mkdir("/"));
    }

    @Test
    void readdirIsSortedByBytes() {
        for (String name : List.of("b", "a", "ä", "\uFFFD", "\uD83D\uDE00", "B", "aa")) {
            test.write("/" + name, "");
        }
        assertThat(test.fs.readdir("/"))
                .extracting(DirectoryEntry::name)
                .containsExactly("B", "a", "aa", "b", "ä", "\uFFFD", "\uD83D\uDE00");
    }

    @Test
    void namesHaveLimits() {
        String longest = "n".repeat(255);
        test.write("/" + longest, "x");
        test.write("/" + "ü".repeat(127), "y");
        fails(Errno.ENAMETOOLONG, () -> test.fs.create("/" + "n".repeat(256)));
        fails(Errno.ENAMETOOLONG, () -> test.fs.create("/" + "ü".repeat(128)));
        fails(Errno.ENAMETOOLONG, () -> test.fs.stat("/" + "n".repeat(256) + "/x"));
        fails(Errno.EINVAL, () -> test.fs.create("/."));
        fails(Errno.EINVAL, () -> test.fs.mkdir("/.."));
        fails(Errno.EINVAL, () -> test.fs.stat("/a/../b"));
        fails(Errno.EINVAL, () -> test.fs.create("/a\0b"));
        fails(Errno.EINVAL, () -> test.fs.create("/\uD800"));
        fails(Errno.EINVAL, () -> test.fs.create("a"));
        fails(Errno.EINVAL, () -> test.fs.create(""));
        test.remount();
        assertThat(test.read("//" + longest + "/")).isEqualTo("x");
    }

    @Test
    void linksShareTheInode() {
        test.write("/a", "abc");
        test.fs.mkdir("/d");
        test.fs.link("/a", "/d/b");
        assertThat(test.fs.stat("/a").nlink()).isEqualTo(2);
        assertThat(test.fs.stat("/a").ino()).isEqualTo(test.fs.stat("/d/b").ino());
        fails(Errno.EPERM, () -> test.fs.link("/d", "/e"));
        fails(Errno.EEXIST, () -> test.fs.link("/a", "/d/b"));
        fails(Errno.ENOENT, () -> test.fs.link("/x", "/y"));
        test.fs.rename("/a", "/d/b");
        assertThat(test.fs.exists("/a")).isTrue();
        test.fs.unlink("/a");
        test.remount();
        assertThat(test.read("/d/b")).isEqualTo("abc");
        assertThat(test.fs.stat("/d/b").nlink()).isEqualTo(1);
    }

    @Test
    void symbolicLinksAreFollowed() {
        test.fs.mkdir("/d");
        test.fs.mkdir("/d/e");
        test.write("/d/f", "data");
        test.fs.symlink("d/./e/../f", "/relative");
        test.fs.symlink("/d", "/absolute");
        test.fs.symlink("../../d/f", "/d/e/up");
        test.fs.symlink("nowhere", "/dangling");
        test.fs.symlink("loop", "/loop");
        String longest = "x/".repeat(2047) + "y";
        test.fs.symlink(longest, "/longest");
        test.remount();
        assertThat(test.read("/relative")).isEqualTo("data");
        assertThat(test.read("/absolute/f")).isEqualTo("data");
        assertThat(test.read("/absolute/e/up")).isEqualTo("data");
        assertThat(test.fs.readlink("/longest")).isEqualTo(longest);
        assertThat(test.fs.lstat("/absolute").type()).isEqualTo(FileType.SYMLINK);
        assertThat(test.fs.stat("/absolute").type()).isEqualTo(FileType.DIRECTORY);
        assertThat(test.fs.lstat("/absolute").size()).isEqualTo(2);
        fails(Errno.ENOENT, () -> test.fs.stat("/dangling"));
        fails(Errno.ELOOP, () -> test.fs.stat("/loop"));
        fails(Errno.EINVAL, () -> test.fs.readlink("/d/f"));
        fails(Errno.EINVAL, () -> test.fs.symlink("", "/empty"));
        fails(Errno.ENAMETOOLONG, () -> test.fs.symlink("x".repeat(4096), "/long"));
        fails(Errno.EEXIST, () -> test.fs.create("/dangling"));
        test.fs.open("/dangling", OpenFlag.WRITE, OpenFlag.CREATE).close();
        assertThat(test.fs.stat("/nowhere").type()).isEqualTo(FileType.REGULAR);
        test.fs.unlink("/absolute");
        assertThat(test.fs.exists("/d/f")).isTrue();
    }

    @Test
    void renameMovesAndReplaces() {
        test.write("/a", "a");
        test.write("/b", "b");
        test.fs.mkdir("/d");
        test.fs.mkdir("/d/e");
        test.fs.mkdir("/empty");
        test.fs.rename("/a", "/b");
        assertThat(test.read("/b")).isEqualTo("a");
        test.fs.rename("/b", "/d/c");
        fails(Errno.ENOENT, () -> test.fs.rename("/b", "/x"));
        fails(Errno.EINVAL, () -> test.fs.rename("/d", "/d/e/f"));
        fails(Errno.ENOTEMPTY, () -> test.fs.rename("/empty", "/d"));
        fails(Errno.ENOTEMPTY, () -> test.fs.rename("/d/e", "/d"));
        fails(Errno.EISDIR, () -> test.fs.rename("/d/c", "/empty"));
        fails(Errno.ENOTDIR, () -> test.fs.rename("/empty", "/d/c"));
        test.fs.rename("/d/e", "/empty");
        test.fs.rename("/d", "/empty/d");
        test.remount();
        assertThat(test.read("/empty/d/c")).isEqualTo("a");
        assertThat(test.fs.stat("/").nlink()).isEqualTo(3);
        assertThat(test.fs.stat("/empty").nlink()).isEqualTo(3);
        assertThat(test.fs.stat("/empty/d").nlink()).isEqualTo(2);
        test.fs.rename("/empty/d/c", "/empty/d/c");
        assertThat(test.read("/empty/d/c")).isEqualTo("a");
    }

    @Test
    void anUnlinkedFileLivesUntilItsLastClose() {
        long free = test.fs.statfs().freeBlocks();
        long freeInodes = test.fs.statfs().freeInodes();
        DaxFile file = test.create("/a", "abc");
        DaxFile other = test.fs.open("/a");
        test.fs.unlink("/a");
        file.write(3, TestFs.pattern(10_000, 1));
        assertThat(other.read(0, 3)).isEqualTo(TestFs.bytes("abc"));
        assertThat(other.stat().nlink()).isZero();
        file.fsync();
        file.close();
        assertThat(other.read(0, 3)).isEqualTo(TestFs.bytes("abc"));
        other.close();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free);
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(freeInodes);
    }

    @Test
    void orphansAreReclaimedByTheNextMount() {
        test.fs.mkdir("/d");
        test.write("/victim", "v");
        StatFs before = test.fs.statfs();
        DaxFile file = test.create("/a", "abc");
        DaxFile victim = test.fs.open("/victim");
        DaxFile directory = test.fs.openDirectory("/d");
        test.fs.unlink("/a");
        test.fs.rename("/d", "/e");
        test.fs.rmdir("/e");
        test.write("/w", "w");
        test.fs.rename("/w", "/victim");
        assertThat(file.read(0, 3)).isEqualTo(TestFs.bytes("abc"));
        assertThat(victim.read(0, 3)).isEqualTo(TestFs.bytes("v"));
        directory.fsync();
        test.remountWithoutUnmount();
        assertThat(test.read("/victim")).isEqualTo("w");
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(before.freeInodes() + 1);
        assertThat(test.fs.statfs().freeBlocks()).isGreaterThanOrEqualTo(before.freeBlocks() + 1);
    }

    @Test
    void manyInodesComeAndGo() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                test.write("/f" + i, "content " + i);
            }
            for (int i = 31; i < 100; i += 7) {
                test.fs.unlink("/f" + i);
                test.write("/again" + i, "second " + i);
            }
            test.remount();
            assertThat(test.fs.readdir("/")).hasSize(100);
            for (DirectoryEntry entry : test.fs.readdir("/")) {
                assertThat(test.read("/" + entry.name())).matches("(content|second) \\d+");
                test.fs.unlink("/" + entry.name());
            }
        }
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
