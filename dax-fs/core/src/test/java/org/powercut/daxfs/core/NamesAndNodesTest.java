package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.daxfs.core.FallocateTest.refused;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MkfsOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.Stat;

/** Flags of open and rename, special files, files without a name, and attributes of links and open files. */
class NamesAndNodesTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    @Test
    @DisplayName("Modes are those that were asked for")
    void modes() {
        test.fs.open("/a", 04600, OpenFlag.CREATE).close();
        test.fs.open("/a", 0777, OpenFlag.CREATE).close();
        test.fs.mkdir("/d", 01777);
        assertThat(test.fs.stat("/a").mode()).isEqualTo(04600);
        assertThat(test.fs.stat("/d").mode()).isEqualTo(01777);
        refused(Errno.EINVAL, () -> test.fs.open("/b", 010000, OpenFlag.CREATE));
        refused(Errno.EINVAL, () -> test.fs.mkdir("/b", -1));
        refused(Errno.ENOENT, () -> test.fs.stat("/b"));
    }

    @Test
    @DisplayName("NOFOLLOW refuses a symbolic link at the end of the path, and no other")
    void nofollow() {
        test.fs.mkdir("/d");
        test.write("/d/a", "content");
        test.fs.symlink("d", "/link");
        test.fs.symlink("a", "/d/link");
        refused(Errno.ELOOP, () -> test.fs.open("/d/link", OpenFlag.NOFOLLOW));
        refused(Errno.ELOOP, () -> test.fs.open("/d/link", OpenFlag.NOFOLLOW, OpenFlag.CREATE));
        try (DaxFile file = test.fs.open("/link/a", OpenFlag.NOFOLLOW)) {
            assertThat(file.size()).isEqualTo(7);
        }
    }

    @Test
    @DisplayName("A file without a name goes at its last close, unless it was given one")
    void unnamed() {
        test.fs.mkdir("/d");
        test.write("/x", "");
        long free = test.fs.statfs().freeBlocks();
        try (DaxFile file = test.fs.open("/d", 0640, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.TMPFILE)) {
            file.write(0, TestFs.pattern(9_000, 1));
            assertThat(file.stat().nlink()).isZero();
            assertThat(test.fs.readdir("/d")).isEmpty();
            test.fs.linkFile(file, "/d/a");
            test.fs.unlink("/d/a");
            refused(Errno.ENOENT, () -> test.fs.linkFile(file, "/d/a"));
        }
        try (DaxFile file = test.fs.open("/d", 0640, OpenFlag.WRITE, OpenFlag.TMPFILE)) {
            file.write(0, TestFs.bytes("named"));
            refused(Errno.EEXIST, () -> test.fs.linkFile(file, "/x"));
            test.fs.linkFile(file, "/a");
            test.fs.linkFile(file, "/b");
        }
        assertThat(test.fs.stat("/a").nlink()).isEqualTo(2);
        assertThat(test.fs.stat("/a").mode()).isEqualTo(0640);
        assertThat(test.fs.statfs().freeBlocks()).isBetween(free - 4, free - 2);
        refused(Errno.EINVAL, () -> test.fs.open("/d", OpenFlag.TMPFILE));
        refused(Errno.EINVAL, () -> test.fs.open("/d", OpenFlag.WRITE, OpenFlag.TMPFILE, OpenFlag.CREATE));
        refused(Errno.ENOTDIR, () -> test.fs.open("/a", OpenFlag.WRITE, OpenFlag.TMPFILE));
        try (DaxFile never = test.fs.open("/d", OpenFlag.WRITE, OpenFlag.TMPFILE, OpenFlag.EXCLUSIVE)) {
            refused(Errno.ENOENT, () -> test.fs.linkFile(never, "/c"));
        }
    }

    @Test
    @DisplayName("G16: a file without a name is reclaimed by the mount after a crash, with its blocks and attributes")
    void unnamedAfterACrash() {
        test.write("/x", "");
        test.fs.xattrs("/x").set("user.a", new byte[9_000]);
        long free = test.fs.statfs().freeBlocks();
        DaxFile file = test.fs.open("/", OpenFlag.WRITE, OpenFlag.TMPFILE);
        file.write(0, TestFs.pattern(50_000, 1));
        file.xattrs().set("user.a", new byte[20_000]);
        test.remountWithoutUnmount();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free);
        assertThat(test.fs.xattrs("/x").get("user.a")).hasSize(9_000);
    }

    @Test
    @DisplayName("Special files keep type, mode and device number, and cannot be opened")
    void nodes() {
        long device = 0x0123_4567_89AB_CDEFL;
        test.fs.mknod("/fifo", FileType.FIFO, 0600, 0);
        test.fs.mknod("/socket", FileType.SOCKET, 0601, 0);
        test.fs.mknod("/tty", FileType.CHARACTER_DEVICE, 0602, device);
        test.fs.mknod("/disk", FileType.BLOCK_DEVICE, 0603, 7);
        test.fs.mknod("/file", FileType.REGULAR, 0604, 0);
        for (int i = 0; i < 300; i++) {
            test.fs.chmod("/tty", 0602); // the log is written anew
        }
        test.fs.rename("/tty", "/tty2");
        test.fs.link("/tty2", "/tty");
        test.remount();
        Stat tty = test.fs.stat("/tty");
        assertThat(tty.type()).isEqualTo(FileType.CHARACTER_DEVICE);
        assertThat(tty.device()).isEqualTo(device);
        assertThat(tty.mode()).isEqualTo(0602);
        assertThat(tty.nlink()).isEqualTo(2);
        assertThat(test.fs.stat("/disk").device()).isEqualTo(7);
        assertThat(test.fs.stat("/socket").type()).isEqualTo(FileType.SOCKET);
        test.fs.open("/file", OpenFlag.WRITE).close();
        refused(Errno.ENXIO, () -> test.fs.open("/fifo"));
        refused(Errno.EEXIST, () -> test.fs.mknod("/fifo", FileType.FIFO, 0600, 0));
        refused(Errno.EINVAL, () -> test.fs.mknod("/x", FileType.DIRECTORY, 0600, 0));
        refused(Errno.EINVAL, () -> test.fs.mknod("/x", FileType.FIFO, 0600, 1));
        test.fs.unlink("/fifo");
    }

    @Test
    @DisplayName("G13: EXCHANGE trades names of files and directories; link counts and the way up follow")
    void exchange() {
        test.fs.mkdir("/d");
        test.fs.mkdir("/d/e");
        test.fs.mkdir("/d/e/f");
        test.fs.mkdir("/g");
        test.fs.symlink("..", "/d/e/up");
        test.write("/g/a", "content");
        test.fs.rename("/d/e", "/g/a", RenameFlag.EXCHANGE);
        assertThat(test.read("/d/e")).isEqualTo("content");
        assertThat(test.fs.stat("/d").nlink()).isEqualTo(2);
        assertThat(test.fs.stat("/g").nlink()).isEqualTo(3);
        assertThat(test.fs.stat("/g/a/up").ino()).isEqualTo(test.fs.stat("/g").ino());
        refused(Errno.EINVAL, () -> test.fs.rename("/g", "/g/a", RenameFlag.EXCHANGE));
        refused(Errno.EINVAL, () -> test.fs.rename("/g/a/f", "/g", RenameFlag.EXCHANGE));
        refused(Errno.ENOENT, () -> test.fs.rename("/g", "/none", RenameFlag.EXCHANGE));
        refused(Errno.EBUSY, () -> test.fs.rename("/", "/g", RenameFlag.EXCHANGE));
        test.fs.rename("/d", "/g", RenameFlag.EXCHANGE);
        test.remount();
        assertThat(test.fs.stat("/d/a/up").ino()).isEqualTo(test.fs.stat("/d").ino());
        assertThat(test.read("/g/e")).isEqualTo("content");
    }

    @Test
    @DisplayName("A directory that moves into another one counts against the limit of 65,000 links, exchanged or not")
    void linkLimitOfMoves() {
        try (TestFs large = TestFs.ofSize(320 << 20)) {
            TestFs.PROVIDER.mkfs(large.device, MkfsOptions.defaults().withInodes(70_000));
            large.fs = large.mount();
            large.fs.mkdir("/full");
            large.fs.mkdir("/other");
            large.fs.mkdir("/other/d");
            large.write("/full/file", "");
            for (int links = 2; links < 65_000; links++) {
                large.fs.mkdir("/full/" + links);
            }
            refused(Errno.EMLINK, () -> large.fs.mkdir("/full/more"));
            refused(Errno.EMLINK, () -> large.fs.rename("/other/d", "/full/more"));
            refused(Errno.EMLINK, () -> large.fs.rename("/other/d", "/full/file", RenameFlag.EXCHANGE));
            refused(Errno.EMLINK, () -> large.fs.rename("/full/file", "/other/d", RenameFlag.EXCHANGE));
            assertThat(large.fs.stat("/other/d").type()).isEqualTo(FileType.DIRECTORY);
            large.fs.rename("/full/2", "/full/file", RenameFlag.EXCHANGE);
            large.fs.rename("/full/3", "/full/renamed");
            large.fs.rename("/other/d", "/full/4");
            large.fs.mkdir("/other/d");
            large.fs.rename("/other/d", "/full/5", RenameFlag.EXCHANGE);
            assertThat(large.fs.stat("/full").nlink()).isEqualTo(65_000);
        }
    }

    @Test
    @DisplayName("NOREPLACE leaves an existing target alone, even another name of the same file")
    void noreplace() {
        test.write("/a", "a");
        test.write("/b", "b");
        test.fs.link("/a", "/c");
        refused(Errno.EEXIST, () -> test.fs.rename("/a", "/b", RenameFlag.NOREPLACE));
        refused(Errno.EEXIST, () -> test.fs.rename("/a", "/c", RenameFlag.NOREPLACE));
        test.fs.rename("/a", "/d", RenameFlag.NOREPLACE);
        assertThat(test.fs.readdir("/")).extracting("name").containsExactly("b", "c", "d");
    }

    @Test
    @DisplayName("Attributes change on links themselves and on open files, and the time of birth stays")
    void attributes() {
        test.write("/a", "content");
        test.fs.symlink("a", "/link");
        long birth = test.fs.stat("/a").btime();
        test.fs.lchown("/link", 7, 8);
        test.fs.lsetTimes("/link", 9, 10);
        try (DaxFile file = test.fs.open("/a")) {
            file.chmod(0600);
            file.chown(1, 2);
            file.setTimes(3, 4);
        }
        test.remount();
        Stat link = test.fs.lstat("/link");
        assertThat(List.of(link.uid(), link.gid())).containsExactly(7, 8);
        assertThat(List.of(link.atime(), link.mtime())).containsExactly(9L, 10L);
        Stat file = test.fs.stat("/link");
        assertThat(List.of(file.mode(), file.uid(), file.gid())).containsExactly(0600, 1, 2);
        assertThat(List.of(file.atime(), file.mtime(), file.btime())).containsExactly(3L, 4L, birth);
        assertThat(birth).isPositive().isLessThan(file.ctime());
        assertThat(file.generation()).isPositive();
    }

    @Test
    @DisplayName("Reads into several targets and writes of several sources are one read and one write")
    void vectored() {
        try (DaxFile file = test.create("/a", "")) {
            List<MemorySegment> sources = List.of(
                    MemorySegment.ofArray(TestFs.pattern(5_000, 1)),
                    MemorySegment.ofArray(new byte[0]),
                    MemorySegment.ofArray(TestFs.pattern(3_000, 2)));
            assertThat(file.write(10, sources)).isEqualTo(8_000);
            byte[] first = new byte[10];
            byte[] second = new byte[5_000];
            byte[] third = new byte[9_000];
            long read = file.read(
                    0,
                    List.of(MemorySegment.ofArray(first), MemorySegment.ofArray(second), MemorySegment.ofArray(third)));
            assertThat(read).isEqualTo(8_010);
            assertThat(first).containsOnly(0);
            assertThat(second).isEqualTo(TestFs.pattern(5_000, 1));
            assertThat(third).startsWith(TestFs.pattern(3_000, 2));
        }
        try (DaxFile file = test.fs.open("/a", OpenFlag.APPEND)) {
            file.write(0, List.of(MemorySegment.ofArray(TestFs.bytes("end"))));
            assertThat(file.size()).isEqualTo(8_013);
        }
    }

    @Test
    @DisplayName("A vectored write that no file or device can hold is refused before memory is taken for it")
    void hugeVectors() {
        MemorySegment huge = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
        MemorySegment half = MemorySegment.NULL.reinterpret(1L << 61);
        try (DaxFile file = test.create("/a", "content")) {
            refused(Errno.EINVAL, () -> file.write(0, List.of(huge, MemorySegment.ofArray(new byte[1]))));
            refused(Errno.EFBIG, () -> file.write(0, List.of(huge)));
            refused(Errno.EFBIG, () -> file.write(1L << 62, List.of(half, half)));
            refused(Errno.ENOSPC, () -> file.write(0, List.of(half)));
        }
        try (DaxFile file = test.fs.open("/a")) {
            refused(Errno.EBADF, () -> file.write(0, List.of(half)));
        }
        assertThat(test.read("/a")).isEqualTo("content");
    }
}
