package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.daxfs.core.TestFs.fails;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.StatFs;

/** What each operation on names does, what it refuses and with which error, and that a remount shows the same. */
class TreeOperationsTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

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
}
