package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;

/** Lost metadata is put right from its replica, or the mount is read-only and says so: never anything else. */
class MetadataDamageTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private void makeTree() {
        test.fs.mkdir("/d");
        test.fs.mkdir("/d/e");
        for (int i = 0; i < 40; i++) {
            test.write("/d/f" + i, "content " + i);
        }
        test.fs.symlink("d/f0", "/link");
        test.fs.unlink("/d/f39");
        test.fs.unlink("/d/f7");
        test.fs.unmount();
        test.requireClean();
    }

    private void requireTree(DaxFileSystem fs) {
        test.fs = fs;
        assertThat(fs.readdir("/d")).hasSize(39);
        for (int i = 0; i < 39; i++) {
            if (i != 7) {
                assertThat(test.read("/d/f" + i)).isEqualTo("content " + i);
            }
        }
        assertThat(fs.readlink("/link")).isEqualTo("d/f0");
    }

    private List<MediaMap.Field> find(String pattern) {
        return TestFs.PROVIDER.mediaMap(test.device).find(pattern);
    }

    @DisplayName("S8, G41: each sector of a replicated struct is repaired from its other copy")
    @ParameterizedTest
    @EnumSource(Visibility.class)
    void eachSectorOfAReplicatedStructIsRepaired(Visibility visibility) {
        makeTree();
        List<MediaMap.Field> fields = new ArrayList<>(find("inode[*].crc"));
        fields.addAll(find("inode_replica[*].crc"));
        fields.addAll(find("superblock[*].crc"));
        assertThat(fields).hasSizeGreaterThan(100);
        for (MediaMap.Field field : fields) {
            test.device.mediaErrors().poison(field.offset(), 1, visibility);
            DaxFileSystem fs = test.mount();
            assertThat(fs.isReadOnly()).as(field.name()).isFalse();
            requireTree(fs);
            fs.unmount();
            assertThat(TestFs.PROVIDER.fsck(test.device).problems())
                    .as(field.name())
                    .isEmpty();
        }
    }

    @Test
    void eachBrokenByteOfAReplicatedStructIsRepaired() {
        makeTree();
        for (String pattern : List.of("inode[8].*", "inode_replica[8].*", "superblock[*].*", "inode[1].*")) {
            for (MediaMap.Field field : find(pattern)) {
                if (field.name().contains("reserved") || field.name().contains("tail")) {
                    continue;
                }
                for (long offset = field.offset(); offset < field.offset() + field.length(); offset++) {
                    test.device.putByte(offset, (byte) (test.device.getByte(offset) ^ 0x10));
                    assertThat(TestFs.PROVIDER.fsck(test.device).isClean())
                            .as(field.name())
                            .isFalse();
                    requireTree(test.mount());
                    test.fs.unmount();
                    test.requireClean();
                }
            }
        }
    }

    @DisplayName("G41: an inode that is lost in both copies makes the mount read-only")
    @Test
    void bothCopiesLostMakesTheMountReadOnly() {
        makeTree();
        long ino = ino("/d/f3");
        for (String name : List.of("inode[" + ino + "].crc", "inode_replica[" + ino + "].crc")) {
            test.device.mediaErrors().poison(find(name).getFirst().offset(), 1, Visibility.LATENT);
        }
        DaxFileSystem fs = test.mount();
        requireDegraded(fs);
        assertThat(fs.readdir("/d")).hasSize(39);
        assertThatThrownBy(() -> fs.stat("/d/f3"))
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
        test.fs = fs;
        assertThat(test.read("/d/f20")).isEqualTo("content 20");
    }

    private long ino(String path) {
        DaxFileSystem fs = test.mount();
        long ino = fs.stat(path).ino();
        fs.unmount();
        return ino;
    }

    private static void requireDegraded(DaxFileSystem fs) {
        assertThat(fs.isReadOnly()).isTrue();
        assertThatThrownBy(() -> fs.mkdir("/new"))
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EROFS))
                .hasMessageContaining("lost to a media error");
    }

    @DisplayName("G41: each poisoned sector of a log makes the mount read-only, and nothing lies")
    @Test
    void eachPoisonedLogSectorMakesTheMountReadOnlyAndNothingLies() {
        makeTree();
        int degraded = 0;
        for (MediaMap.Field page : find("log[*] page *")) {
            if (page.length() < Pmem.PAGE) {
                continue;
            }
            for (long sector = page.offset(); sector < page.offset() + Pmem.PAGE; sector += Pmem.SECTOR) {
                byte[] good = new byte[Pmem.SECTOR];
                test.device.getBytes(sector, MemorySegment.ofArray(good), 0, Pmem.SECTOR);
                test.device.mediaErrors().poison(sector, 1, Visibility.LATENT);
                DaxFileSystem fs = test.mount();
                degraded += fs.isReadOnly() ? 1 : 0;
                if (fs.isReadOnly()) {
                    requireDegraded(fs);
                    requireTrueOrError(fs);
                } else {
                    requireTree(fs);
                }
                fs.unmount();
                Poison.clear(test.device, sector, Pmem.SECTOR);
                test.device.putBytes(sector, MemorySegment.ofArray(good), 0, Pmem.SECTOR);
            }
        }
        assertThat(degraded).isGreaterThan(40);
        requireTree(test.mount());
    }

    private void requireTrueOrError(DaxFileSystem fs) {
        test.fs = fs;
        for (int i = 0; i < 40; i++) {
            try {
                assertThat(test.read("/d/f" + i)).isEqualTo("content " + i);
            } catch (DaxFileSystemException e) {
                assertThat(e.errno()).isEqualTo(i == 7 || i == 39 ? e.errno() : Errno.EIO);
            }
        }
    }

    @DisplayName("G41: a poisoned journal makes the mount read-only")
    @Test
    void aPoisonedJournalMakesTheMountReadOnly() {
        makeTree();
        test.device
                .mediaErrors()
                .poison(find("journal[0].slot[0].commit").getFirst().offset(), 1, Visibility.LISTED);
        DaxFileSystem fs = test.mount();
        requireDegraded(fs);
        requireTree(fs);
        assertThat(TestFs.PROVIDER.fsck(test.device).isClean()).isFalse();
    }

    @Test
    void eitherCopyOfTheBadblockLogWillDo() {
        makeTree();
        long data = find("data[/d/f5] page 0").getFirst().offset();
        test.device.mediaErrors().poison(data, 1, Visibility.LISTED);
        test.mount().unmount();
        for (long ino : new long[] {Layout.BADBLOCK_INO, Layout.BADBLOCK_REPLICA_INO, Layout.BADBLOCK_INO}) {
            long entry =
                    find("log[inode " + ino + "] entry 0 (badblock)").getFirst().offset();
            test.device.mediaErrors().poison(entry, 1, Visibility.LATENT);
            test.device.mediaErrors().clear(org.powercut.pmem.MediaRange.covering(data, 1));
            DaxFileSystem fs = test.mount();
            assertThat(fs.isReadOnly()).isFalse();
            assertThat(fs.mediaErrors()).hasSize(1);
            fs.unmount();
            test.requireClean();
        }
    }
}
