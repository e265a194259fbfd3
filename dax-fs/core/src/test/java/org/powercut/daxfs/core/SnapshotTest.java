package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Snapshot;
import org.powercut.pmem.MediaErrors;

/** What snapshots show, whatever happens to the files afterwards, and what they cost. */
class SnapshotTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private static void failsWith(Errno errno, ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private static String read(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path)) {
            return new String(file.read(0, (int) file.size()), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static byte[] readAll(DaxFileSystem fs, String path) {
        try (DaxFile file = fs.open(path)) {
            return file.read(0, (int) file.size());
        }
    }

    @Test
    @DisplayName("G33: a snapshot shows what was written, named and unlinked as it was, before and after a remount")
    void showsWhatWas() {
        test.write("/kept", "kept");
        test.write("/rewritten", "old");
        test.write("/unlinked", "unlinked");
        test.fs.mkdir("/dir");
        test.write("/dir/renamed", "renamed");
        test.fs.mkdir("/dir/removed");
        test.fs.symlink("kept", "/symlink");
        Snapshot made = test.fs.createSnapshot("first");
        test.fs.open("/rewritten", OpenFlag.WRITE).write(0, TestFs.bytes("new and longer"));
        test.fs.unlink("/unlinked");
        test.fs.rename("/dir/renamed", "/moved");
        test.fs.rmdir("/dir/removed");
        test.fs.rmdir("/dir");
        test.fs.unlink("/symlink");
        test.fs.chmod("/kept", 0600);
        test.write("/later", "later");
        for (int i = 0; i < 2; i++) {
            assertThat(test.fs.snapshots()).containsExactly(made);
            try (DaxFileSystem old = test.fs.openSnapshot("first")) {
                assertThat(read(old, "/kept")).isEqualTo("kept");
                assertThat(old.stat("/kept").mode()).isEqualTo(0644);
                assertThat(read(old, "/rewritten")).isEqualTo("old");
                assertThat(read(old, "/unlinked")).isEqualTo("unlinked");
                assertThat(read(old, "/dir/renamed")).isEqualTo("renamed");
                assertThat(old.readdir("/dir/removed")).isEmpty();
                assertThat(old.readlink("/symlink")).isEqualTo("kept");
                assertThat(old.readdir("/"))
                        .extracting("name")
                        .containsExactly("dir", "kept", "rewritten", "symlink", "unlinked");
                assertThat(old.exists("/later")).isFalse();
                assertThat(old.isReadOnly()).isTrue();
                failsWith(Errno.EROFS, () -> old.mkdir("/x"));
                failsWith(Errno.EROFS, () -> old.open("/kept", OpenFlag.WRITE));
                failsWith(Errno.EROFS, () -> old.createSnapshot("x"));
            }
            assertThat(test.read("/rewritten")).isEqualTo("new and longer");
            test.remount();
        }
        test.remountWithoutUnmount();
    }

    @Test
    @DisplayName(
            "G33: after the deletion of every snapshot all space is back, whatever was changed, unlinked or truncated")
    void deletionGivesEverythingBack() {
        test.write("/a", "x".repeat(20_000));
        DaxFile inPlace = test.createNodatacow("/b");
        inPlace.write(0, TestFs.pattern(20_000, 1));
        test.write("/c", "y".repeat(20_000));
        long before = test.fs.statfs().freeBlocks();
        test.fs.createSnapshot("one");
        test.fs.open("/a", OpenFlag.WRITE).write(5_000, TestFs.pattern(5_000, 2));
        inPlace.write(100, TestFs.bytes("in place"));
        test.fs.createSnapshot("two");
        test.fs.truncate("/a", 5_000);
        inPlace.write(100, TestFs.bytes("IN PLACE"));
        test.fs.unlink("/c");
        inPlace.close();
        test.fs.unlink("/b");
        test.remount();
        assertThat(test.fs.statfs().freeBlocks()).isLessThan(before);
        test.fs.deleteSnapshot("one");
        try (DaxFileSystem two = test.fs.openSnapshot("two")) {
            assertThat(Arrays.copyOfRange(readAll(two, "/b"), 100, 108)).isEqualTo(TestFs.bytes("in place"));
            assertThat(read(two, "/c")).isEqualTo("y".repeat(20_000));
            assertThat(readAll(two, "/a")).hasSize(20_000);
        }
        test.remount();
        test.fs.deleteSnapshot("two");
        long inUse = test.fs.statfs().freeBlocks();
        long inodes = test.fs.statfs().freeInodes();
        test.remount();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(inUse);
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(inodes);
        test.fs.unlink("/a");
        long withNothing = test.fs.statfs().freeBlocks();
        try (TestFs fresh = TestFs.create()) {
            // the log of snapshots is all that is left
            assertThat(withNothing).isEqualTo(fresh.fs.statfs().freeBlocks() - 1);
        }
    }

    @Test
    @DisplayName("S1, S3, G33: a store copies a page once in each epoch, and further stores go to the copy")
    void onePageIsCopiedOncePerEpoch() {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, TestFs.pattern(3 * 4096, 1));
        DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 3 * 4096);
        mapping.putLong(0, 1);
        for (int epoch = 1; epoch <= 3; epoch++) {
            test.fs.createSnapshot("s" + epoch);
            long free = test.fs.statfs().freeBlocks();
            for (int i = 0; i < 100; i++) {
                mapping.putLong(i * 8, i);
                file.write(4096 + i, TestFs.bytes("x"));
            }
            assertThat(free - test.fs.statfs().freeBlocks()).as("pages copied").isEqualTo(2);
        }
    }

    @Test
    @DisplayName("S6, G33: stores through mappings that were writable before the snapshot do not reach it")
    void mappedStoresDoNotReachTheSnapshot() {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, TestFs.pattern(8192, 1));
        DaxMapping sync = file.map(MapMode.SHARED_SYNC, 0, 8192);
        DaxMapping shared = file.map(MapMode.SHARED, 0, 8192);
        DaxFile cow = test.create("/cow", "c".repeat(5000));
        DaxMapping ofCow = cow.map(MapMode.SHARED, 0, 5000);
        sync.putLong(0, 11);
        shared.putLong(4096, 12);
        ofCow.putLong(0, 13);
        test.fs.createSnapshot("s");
        sync.putLong(0, 21);
        shared.putLong(4096, 22);
        shared.putLong(8, 23);
        ofCow.putLong(0, 24);
        assertThat(sync.getLong(8)).isEqualTo(23);
        assertThat(shared.getLong(0)).isEqualTo(21);
        DaxFileSystem old = test.fs.openSnapshot("s");
        try (DaxFile oldFile = old.open("/a");
                DaxMapping reading = oldFile.map(MapMode.SHARED_READ, 0, 8192);
                DaxMapping ofOldCow = old.open("/cow").map(MapMode.PRIVATE, 0, 5000)) {
            assertThat(reading.getLong(0)).isEqualTo(11);
            assertThat(reading.getLong(4096)).isEqualTo(12);
            assertThat(ofOldCow.getLong(0)).isEqualTo(13);
            ofOldCow.putLong(0, 99);
            assertThat(ofCow.getLong(0)).isEqualTo(24);
            failsWith(Errno.EBADF, () -> oldFile.map(MapMode.SHARED, 0, 8192));
        }
    }

    @Test
    @DisplayName("G33: what lies past the end of a cut file stays in the snapshot when a mapping or a growth zeroes it")
    void zeroedTailsStay() {
        DaxFile file = test.createNodatacow("/a");
        byte[] content = TestFs.pattern(8000, 1);
        file.write(0, content);
        test.fs.createSnapshot("s");
        file.truncate(5000);
        DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, 8192);
        assertThat(mapping.getBytes(5000, 3192)).containsOnly(0);
        file.truncate(6000);
        assertThat(mapping.getBytes(4096, 4096))
                .isEqualTo(Arrays.copyOf(Arrays.copyOfRange(content, 4096, 5000), 4096));
        file.write(5500, TestFs.bytes("x"));
        assertThat(mapping.getByte(5500)).isEqualTo((byte) 'x');
        assertThat(readAll(test.fs.openSnapshot("s"), "/a")).isEqualTo(content);
    }

    @Test
    void namesAndStatesAreChecked() {
        test.fs.createSnapshot("a");
        failsWith(Errno.EEXIST, () -> test.fs.createSnapshot("a"));
        failsWith(Errno.ENOENT, () -> test.fs.deleteSnapshot("b"));
        failsWith(Errno.ENOENT, () -> test.fs.openSnapshot("b"));
        failsWith(Errno.EINVAL, () -> test.fs.createSnapshot(""));
        failsWith(Errno.EINVAL, () -> test.fs.createSnapshot("a/b"));
        failsWith(Errno.EINVAL, () -> test.fs.createSnapshot("\ud800"));
        failsWith(Errno.ENAMETOOLONG, () -> test.fs.createSnapshot("x".repeat(256)));
        String longest = "ü".repeat(127) + "x";
        test.fs.createSnapshot(longest);
        DaxFileSystem open = test.fs.openSnapshot("a");
        failsWith(Errno.EBUSY, () -> test.fs.deleteSnapshot("a"));
        open.unmount();
        test.fs.deleteSnapshot("a");
        test.fs.createSnapshot("a");
        assertThat(test.fs.snapshots()).extracting(Snapshot::name).containsExactly(longest, "a");
        assertThat(test.fs.snapshots()).extracting(Snapshot::epoch).containsExactly(2L, 3L);
        DaxFileSystem view = test.fs.openSnapshot("a");
        test.remount();
        failsWith(Errno.ESHUTDOWN, () -> view.stat("/"));
        assertThat(test.fs.snapshots()).extracting(Snapshot::name).containsExactly(longest, "a");
        DaxFileSystem readOnly = test.mountReadOnly();
        assertThat(readOnly.openSnapshot("a").readdir("/")).isEmpty();
        failsWith(Errno.EROFS, () -> readOnly.createSnapshot("x"));
        failsWith(Errno.EROFS, () -> readOnly.deleteSnapshot("a"));
    }

    @Test
    @DisplayName("an epoch never comes twice, even if its snapshot was deleted and the log of snapshots written anew")
    void epochsNeverComeTwice() {
        long epoch = 0;
        for (int i = 0; i < 200; i++) {
            Snapshot made = test.fs.createSnapshot("s" + i);
            assertThat(made.epoch()).isGreaterThan(epoch);
            epoch = made.epoch();
            if (i >= 3) {
                test.fs.deleteSnapshot("s" + (i - 3));
            }
            if (i % 50 == 49) {
                test.remount();
            }
        }
        for (Snapshot left : test.fs.snapshots()) {
            test.fs.deleteSnapshot(left.name());
        }
        test.remount();
        assertThat(test.fs.snapshots()).isEmpty();
        assertThat(test.fs.createSnapshot("last").epoch()).isEqualTo(epoch + 1);
    }

    @Test
    @DisplayName("an unlinked file that is still open goes at its last close, but not from the snapshot")
    void openUnlinkedFiles() {
        DaxFile file = test.create("/a", "content");
        test.fs.createSnapshot("one");
        test.fs.unlink("/a");
        file.write(0, TestFs.bytes("changed"));
        test.fs.createSnapshot("two");
        file.write(0, TestFs.pattern(30_000, 1));
        file.close();
        test.write("/b", "z".repeat(40_000));
        test.remount();
        assertThat(read(test.fs.openSnapshot("one"), "/a")).isEqualTo("content");
        assertThat(test.fs.openSnapshot("two").readdir("/")).isEmpty();
        test.remount();
        test.fs.deleteSnapshot("one");
        test.fs.deleteSnapshot("two");
        test.fs.unlink("/b");
        test.remount();
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(test.fs.statfs().inodes());
    }

    @Test
    @DisplayName("G16: a file that was open and unlinked at a crash is reclaimed when no snapshot shows it any more")
    void orphansAtACrash() {
        test.create("/a", "content");
        test.fs.createSnapshot("one");
        test.fs.open("/a");
        test.fs.unlink("/a");
        test.remountWithoutUnmount();
        assertThat(read(test.fs.openSnapshot("one"), "/a")).isEqualTo("content");
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(test.fs.statfs().inodes() - 1);
        test.remountWithoutUnmount();
        test.fs.deleteSnapshot("one");
        assertThat(test.fs.statfs().freeInodes()).isEqualTo(test.fs.statfs().inodes());
    }

    @Test
    @DisplayName("S30, G39: bad sectors are listed for the snapshots that show them, too")
    void mediaErrorsNameSnapshots() {
        DaxFile file = test.create("/a", "a".repeat(4096));
        long block = test.fs instanceof DaxFs fs
                ? fs.volume.inodes.get(file.stat().ino()).pages.get(0)
                : 0;
        test.fs.createSnapshot("s");
        test.device.mediaErrors().poison(block * 4096 + 512, 512, MediaErrors.Visibility.LISTED);
        assertThat(test.fs.mediaErrors()).extracting(FileMediaError::path).containsExactly("/a", "snapshot:s:/a");
        file.write(0, TestFs.pattern(4096, 1));
        assertThat(test.fs.mediaErrors())
                .extracting(FileMediaError::path, FileMediaError::offset, FileMediaError::length)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("snapshot:s:/a", 512L, 512L));
    }

    @Test
    @DisplayName(
            "S46: a snapshot under writers on several threads is one moment: no write of a thread without those before")
    void snapshotsUnderWriters() {
        List<CompletableFuture<Void>> writers = new java.util.ArrayList<>();
        java.util.concurrent.atomic.AtomicBoolean stop = new java.util.concurrent.atomic.AtomicBoolean();
        for (int i = 0; i < 3; i++) {
            DaxFile first = test.createNodatacow("/first" + i);
            DaxFile second = test.create("/second" + i, "12345678");
            first.write(0, new byte[8]);
            DaxMapping mapping = first.map(MapMode.SHARED, 0, 8);
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        for (long n = 1; !stop.get(); n++) {
                            byte[] value = java.nio.ByteBuffer.allocate(8)
                                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                    .putLong(n)
                                    .array();
                            mapping.putLong(0, n);
                            second.write(0, value);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (int round = 0; round < 30; round++) {
            test.fs.createSnapshot("s");
            try (DaxFileSystem old = test.fs.openSnapshot("s")) {
                for (int i = 0; i < 3; i++) {
                    long first = number(old, "/first" + i);
                    long second = number(old, "/second" + i);
                    if (second < 1L << 32) {
                        assertThat(first - second).isBetween(0L, 1L);
                    }
                }
            }
            test.fs.deleteSnapshot("s");
        }
        stop.set(true);
        writers.forEach(CompletableFuture::join);
        test.remount();
    }

    @Test
    @DisplayName("G33: a log that is written anew keeps the attributes that a snapshot shows, and can be read again")
    void compactedLogsKeepXattrs() {
        DaxFile file = test.create("/f", "content");
        file.xattrs().set("user.short", TestFs.bytes("before"));
        file.xattrs().set("user.long", TestFs.pattern(5000, 1));
        test.fs.createSnapshot("s");
        file.xattrs().set("user.short", TestFs.bytes("after"));
        file.xattrs().set("user.long", TestFs.pattern(5000, 2));
        for (int i = 0; i < 1000; i++) {
            file.chmod(0600 + i % 8); // 64 of them fill a page of the log
        }
        for (int i = 0; i < 2; i++) {
            test.remountWithoutUnmount();
            assertThat(test.fs.xattrs("/f").get("user.short")).isEqualTo(TestFs.bytes("after"));
            assertThat(test.fs.xattrs("/f").get("user.long")).isEqualTo(TestFs.pattern(5000, 2));
            try (DaxFileSystem old = test.fs.openSnapshot("s")) {
                assertThat(old.xattrs("/f").get("user.short")).isEqualTo(TestFs.bytes("before"));
                assertThat(old.xattrs("/f").get("user.long")).isEqualTo(TestFs.pattern(5000, 1));
            }
        }
    }

    private static long number(DaxFileSystem fs, String path) {
        return java.nio.ByteBuffer.wrap(readAll(fs, path))
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    @Test
    @DisplayName("G33, G49: without space, what a snapshot holds cannot be changed, and is as it was")
    void withoutSpace() {
        byte[] content = TestFs.pattern(4096, 1);
        DaxFile file = test.createNodatacow("/f");
        file.write(0, content);
        test.fs.createSnapshot("snapshot");
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4096);
        try (DaxFile filler = test.fs.create("/filler")) {
            while (test.fs.statfs().freeBlocks() > 0) {
                filler.append(new byte[4096]);
            }
        }
        failsWith(Errno.ENOSPC, () -> mapping.putByte(0, (byte) 9));
        failsWith(Errno.ENOSPC, () -> file.write(0, new byte[] {9}));
        assertThat(file.read(0, 4096)).isEqualTo(content);
        test.fs.unlink("/filler");
        mapping.putByte(0, (byte) 9);
        assertThat(readAll(test.fs.openSnapshot("snapshot"), "/f")).isEqualTo(content);
    }
}
