package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.daxfs.core.FallocateTest.refused;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.XattrFlag;
import org.powercut.pmem.MediaErrors.Visibility;

/** Extended attributes: names, values of all lengths, and what becomes of their blocks. */
class XattrTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    @Test
    @DisplayName("Values of every length are kept by remounts and renames, and listed by name")
    void keepsValues() {
        int[] lengths = {0, 1, 20, 21, 300, 512, 513, 4096, 4097, 30_000, 65_536};
        test.write("/a", "");
        ExtendedAttributes xattrs = test.fs.xattrs("/a");
        List<String> names = new ArrayList<>();
        for (int length : lengths) {
            String name = "user." + "n".repeat(length % 250) + length;
            xattrs.set(name, TestFs.pattern(length, length), XattrFlag.CREATE);
            names.add(name);
        }
        test.fs.rename("/a", "/b");
        test.remount();
        ExtendedAttributes again = test.fs.xattrs("/b");
        assertThat(again.list())
                .containsExactlyElementsOf(names.stream().sorted().toList());
        for (int i = 0; i < lengths.length; i++) {
            assertThat(again.get(names.get(i))).isEqualTo(TestFs.pattern(lengths[i], lengths[i]));
        }
    }

    @Test
    @DisplayName("Blocks of values are given back when the value is replaced or removed, or the file goes")
    void givesBlocksBack() {
        test.write("/a", "");
        test.write("/b", "");
        long free = test.fs.statfs().freeBlocks();
        ExtendedAttributes xattrs = test.fs.xattrs("/a");
        for (int i = 0; i < 500; i++) {
            xattrs.set("user.big", TestFs.pattern(65_536 - i, i));
        }
        assertThat(test.fs.statfs().freeBlocks()).isBetween(free - 16 - 5, free - 16);
        xattrs.remove("user.big");
        assertThat(xattrs.list()).isEmpty();
        assertThat(test.fs.statfs().freeBlocks()).isGreaterThanOrEqualTo(free - 5);
        test.fs.xattrs("/b").set("trusted.big", new byte[65_536]);
        test.fs.unlink("/a");
        test.fs.unlink("/b");
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free + 2);
        test.remount();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free + 2);
    }

    @Test
    @DisplayName("A log that is written anew keeps attributes, short and long")
    void survivesCompaction() {
        test.write("/a", "");
        ExtendedAttributes xattrs = test.fs.xattrs("/a");
        xattrs.set("user.short", TestFs.bytes("value"));
        xattrs.set("security.long", TestFs.pattern(9_000, 3));
        for (int i = 0; i < 1_000; i++) {
            test.fs.chmod("/a", i & 0777);
        }
        test.remountWithoutUnmount();
        assertThat(test.fs.xattrs("/a").get("user.short")).isEqualTo(TestFs.bytes("value"));
        assertThat(test.fs.xattrs("/a").get("security.long")).isEqualTo(TestFs.pattern(9_000, 3));
    }

    @Test
    @DisplayName("Names, values and inodes that cannot be are refused")
    void refuses() {
        test.write("/a", "");
        test.fs.symlink("a", "/link");
        test.fs.mknod("/fifo", FileType.FIFO, 0600, 0);
        ExtendedAttributes xattrs = test.fs.xattrs("/a");
        byte[] value = {1};
        refused(Errno.EOPNOTSUPP, () -> xattrs.set("other.a", value));
        refused(Errno.EOPNOTSUPP, () -> xattrs.set("user.", value));
        refused(Errno.EOPNOTSUPP, () -> xattrs.set("system.other", value));
        refused(Errno.EOPNOTSUPP, () -> xattrs.set("user.a\0b", value));
        refused(Errno.ERANGE, () -> xattrs.set("user." + "n".repeat(251), value));
        refused(Errno.E2BIG, () -> xattrs.set("user.a", new byte[65_537]));
        refused(Errno.ENODATA, () -> xattrs.get("user.a"));
        refused(Errno.ENODATA, () -> xattrs.remove("user.a"));
        refused(Errno.ENODATA, () -> xattrs.set("user.a", value, XattrFlag.REPLACE));
        xattrs.set("user.a", value, XattrFlag.CREATE);
        refused(Errno.EEXIST, () -> xattrs.set("user.a", value, XattrFlag.CREATE));
        refused(Errno.EACCES, () -> xattrs.set("system.posix_acl_default", value));
        refused(Errno.EPERM, () -> test.fs.lxattrs("/link").set("user.a", value));
        refused(Errno.EPERM, () -> test.fs.xattrs("/fifo").set("user.a", value));
        refused(Errno.ENOENT, () -> test.fs.xattrs("/none").list());
        test.fs.lxattrs("/link").set("trusted.a", value);
        test.fs.xattrs("/").set("system.posix_acl_default", value);
        test.fs.xattrs("/link").set("system.posix_acl_access", value);
        assertThat(xattrs.list()).containsExactly("system.posix_acl_access", "user.a");
        test.fs.setFlags("/a", java.util.Set.of(FileFlag.IMMUTABLE));
        refused(Errno.EPERM, () -> xattrs.set("user.b", value));
        refused(Errno.EPERM, () -> xattrs.remove("user.a"));
        test.remount();
        assertThat(test.fs.lxattrs("/link").list()).containsExactly("trusted.a");
        assertThat(test.fs.xattrs("/").list()).containsExactly("system.posix_acl_default");
    }

    @Test
    @DisplayName("An open file keeps its attributes when its name goes")
    void ofOpenFiles() {
        try (DaxFile file = test.create("/a", "")) {
            test.fs.unlink("/a");
            file.xattrs().set("user.a", TestFs.bytes("1"));
            assertThat(file.xattrs().get("user.a")).isEqualTo(TestFs.bytes("1"));
            test.fs.linkFile(test.fs.create("/b"), "/c");
            refused(Errno.ENOENT, () -> test.fs.linkFile(file, "/a"));
        }
    }

    @Test
    @DisplayName("G35: a value on poisoned media is an error, never garbage, and setting it anew repairs it")
    void poisonedValues() {
        test.write("/a", "");
        ExtendedAttributes xattrs = test.fs.xattrs("/a");
        xattrs.set("user.a", TestFs.pattern(5_000, 1));
        long page = TestFs.PROVIDER
                .mediaMap(test.device)
                .find("xattr[*] user.a page 1")
                .getFirst()
                .offset();
        test.device.mediaErrors().poison(page, 1, Visibility.LATENT);
        refused(Errno.EIO, () -> xattrs.get("user.a"));
        xattrs.set("user.a", TestFs.pattern(5_000, 2));
        assertThat(xattrs.get("user.a")).isEqualTo(TestFs.pattern(5_000, 2));
    }
}
