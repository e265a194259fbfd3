package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.daxfs.core.FallocateTest.refused;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.XattrFlag;

/** Flags that stay with a file: who inherits them, when they can change, and what they forbid. */
class FileFlagsTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    private Set<FileFlag> flags(String path) {
        return test.fs.stat(path).flags();
    }

    @Test
    @DisplayName(
            "G22: a directory's flags are inherited when something is made in it, not later, and a rename keeps them")
    void inheritance() {
        assertThat(flags("/")).containsExactly(FileFlag.DAX);
        test.fs.mkdir("/d");
        assertThat(flags("/d")).containsExactly(FileFlag.DAX);
        test.fs.setFlags("/d", Set.of(FileFlag.NODATACOW));
        test.write("/d/a", "");
        test.fs.mkdir("/d/e");
        test.fs.symlink("a", "/d/link");
        test.fs.mknod("/d/fifo", FileType.FIFO, 0600, 0);
        assertThat(flags("/d/a")).containsExactly(FileFlag.NODATACOW);
        assertThat(flags("/d/e")).containsExactly(FileFlag.NODATACOW);
        assertThat(flags("/d/fifo")).isEmpty();
        test.fs.setFlags("/d", Set.of());
        assertThat(flags("/d/a")).containsExactly(FileFlag.NODATACOW);
        test.fs.rename("/d/a", "/a");
        test.write("/b", "");
        assertThat(flags("/b")).containsExactly(FileFlag.DAX);
        test.remount();
        assertThat(flags("/a")).containsExactly(FileFlag.NODATACOW);
        assertThat(flags("/b")).containsExactly(FileFlag.DAX);
    }

    @Test
    @DisplayName("S27, G23: DAX changes on directories only while they are empty")
    void daxOfDirectories() {
        test.fs.mkdir("/d");
        test.write("/d/a", "");
        refused(Errno.ENOTEMPTY, () -> test.fs.setFlags("/d", Set.of()));
        test.fs.unlink("/d/a");
        test.fs.setFlags("/d", Set.of());
        assertThat(flags("/d")).isEmpty();
    }

    @Test
    @DisplayName(
            "S19, S27, G23: a change of DAX on an open file takes effect at its last close, and none is made under a mapping")
    void daxOfFiles() {
        test.write("/a", "content");
        DaxFile one = test.fs.open("/a");
        DaxFile other = test.fs.open("/a");
        test.fs.setFlags("/a", Set.of());
        assertThat(test.fs.stat("/a").flags()).isEmpty();
        assertThat(test.fs.stat("/a").dax()).isTrue();
        one.close();
        assertThat(other.stat().dax()).isTrue();
        other.close();
        assertThat(test.fs.stat("/a").dax()).isFalse();
        try (DaxFile file = test.fs.open("/a");
                DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, 7)) {
            refused(Errno.EBUSY, () -> test.fs.setFlags("/a", Set.of(FileFlag.DAX)));
            assertThat(mapping.getByte(0)).isEqualTo((byte) 'c');
        }
        test.fs.setFlags("/a", Set.of(FileFlag.DAX));
        assertThat(test.fs.stat("/a").dax()).isTrue();
    }

    @Test
    @DisplayName("NODATACOW changes only while a file has no data")
    void nodatacow() {
        test.write("/a", "");
        test.fs.setFlags("/a", Set.of(FileFlag.NODATACOW));
        assertThat(test.fs.stat("/a").nodatacow()).isTrue();
        try (DaxFile file = test.fs.open("/a", OpenFlag.WRITE)) {
            file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, 1);
            refused(Errno.EINVAL, () -> test.fs.setFlags("/a", Set.of()));
            file.truncate(0);
            test.fs.setFlags("/a", Set.of());
            file.write(0, new byte[] {1});
            refused(Errno.EINVAL, () -> test.fs.setFlags("/a", Set.of(FileFlag.NODATACOW)));
        }
        test.fs.symlink("a", "/link");
        test.fs.mknod("/fifo", FileType.FIFO, 0600, 0);
        refused(Errno.EOPNOTSUPP, () -> test.fs.setFlags("/fifo", Set.of(FileFlag.IMMUTABLE)));
    }

    @Test
    @DisplayName("Nothing of an immutable file changes, not even through what was open or mapped before")
    void immutable() {
        test.write("/a", "content");
        DaxFile file = test.fs.open("/a", OpenFlag.READ, OpenFlag.WRITE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 7);
        mapping.putByte(0, (byte) 'C');
        test.fs.setFlags("/a", Set.of(FileFlag.IMMUTABLE, FileFlag.DAX));
        Stat before = test.fs.stat("/a");
        refused(Errno.EPERM, () -> mapping.putByte(1, (byte) 'O'));
        refused(Errno.EPERM, () -> file.write(0, new byte[1]));
        refused(Errno.EPERM, () -> file.truncate(0));
        refused(Errno.EPERM, () -> file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, 1));
        refused(Errno.EPERM, () -> test.fs.open("/a", OpenFlag.WRITE));
        refused(Errno.EPERM, () -> test.fs.chmod("/a", 0));
        refused(Errno.EPERM, () -> test.fs.chown("/a", 1, 1));
        refused(Errno.EPERM, () -> test.fs.setTimes("/a", 1, 1));
        refused(Errno.EPERM, () -> test.fs.xattrs("/a").set("user.a", new byte[1], XattrFlag.ANY));
        refused(Errno.EPERM, () -> test.fs.link("/a", "/b"));
        refused(Errno.EPERM, () -> test.fs.unlink("/a"));
        refused(Errno.EPERM, () -> test.fs.rename("/a", "/b"));
        refused(Errno.EACCES, () -> file.map(MapMode.SHARED, 0, 7));
        assertThat(test.fs.stat("/a")).isEqualTo(before);
        assertThat(test.read("/a")).isEqualTo("Content");
        mapping.close();
        file.close();
        test.remount();
        refused(Errno.EPERM, () -> test.fs.unlink("/a"));
        test.fs.setFlags("/a", Set.of());
        test.fs.unlink("/a");
    }

    @Test
    @DisplayName("An immutable directory keeps its names")
    void immutableDirectory() {
        test.fs.mkdir("/d");
        test.write("/d/a", "");
        test.write("/b", "");
        test.fs.setFlags("/d", Set.of(FileFlag.IMMUTABLE, FileFlag.DAX));
        refused(Errno.EPERM, () -> test.write("/d/c", ""));
        refused(Errno.EPERM, () -> test.fs.mkdir("/d/c"));
        refused(Errno.EPERM, () -> test.fs.unlink("/d/a"));
        refused(Errno.EPERM, () -> test.fs.rename("/b", "/d/b"));
        refused(Errno.EPERM, () -> test.fs.rename("/d/a", "/a"));
        refused(Errno.EPERM, () -> test.fs.link("/b", "/d/b"));
        test.fs.chmod("/d/a", 0600);
        assertThat(test.fs.readdir("/d")).hasSize(1);
    }

    @Test
    @DisplayName("An append-only file grows at its end, and keeps what it has")
    void appendOnly() {
        test.write("/a", "one");
        test.fs.setFlags("/a", Set.of(FileFlag.APPEND_ONLY));
        refused(Errno.EPERM, () -> test.fs.open("/a", OpenFlag.WRITE));
        refused(Errno.EPERM, () -> test.fs.open("/a", OpenFlag.APPEND, OpenFlag.TRUNCATE));
        refused(Errno.EPERM, () -> test.fs.unlink("/a"));
        refused(Errno.EPERM, () -> test.fs.truncate("/a", 0));
        try (DaxFile file = test.fs.open("/a", OpenFlag.READ, OpenFlag.APPEND)) {
            file.write(0, TestFs.bytes(" two"));
            refused(Errno.EPERM, () -> file.truncate(0));
            refused(Errno.EPERM, () -> file.allocate(FallocateMode.PUNCH_HOLE, 0, 1));
            refused(Errno.EACCES, () -> file.map(MapMode.SHARED, 0, 1));
            file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, 9_000);
        }
        test.remount();
        assertThat(test.read("/a")).isEqualTo("one two");
    }
}
