package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.AccessMode;

/** What mappings promise, as docs/dax-semantics.md states it. */
class MappingTest {
    private static final int PAGE = 4096;

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

    private DaxFile file(boolean inPlace, int length) {
        DaxFile file = inPlace ? test.createNodatacow("/file") : test.fs.create("/file");
        if (length > 0) {
            file.write(0, TestFs.pattern(length, 1));
        }
        return file;
    }

    @Test
    void everyAccessReachesTheFile() {
        DaxFile file = file(true, 3 * PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED, PAGE, 2 * PAGE);
        byte[] content = TestFs.pattern(3 * PAGE, 1);
        assertThat(mapping.length()).isEqualTo(2 * PAGE);
        assertThat(mapping.getByte(5)).isEqualTo(content[PAGE + 5]);
        assertThat(mapping.getInt(PAGE - 2)).isEqualTo(Bytes.getInt(content, 2 * PAGE - 2));
        assertThat(mapping.getLong(PAGE - 3)).isEqualTo(Bytes.getLong(content, 2 * PAGE - 3));
        assertThat(mapping.getLong(16, AccessMode.ACQUIRE)).isEqualTo(Bytes.getLong(content, PAGE + 16));
        assertThat(mapping.getBytes(0, 2 * PAGE)).isEqualTo(file.read(PAGE, 2 * PAGE));
        mapping.putByte(0, (byte) 7);
        mapping.putInt(PAGE - 2, 0x01020304);
        mapping.putLong(PAGE - 12, 0x1112131415161718L);
        mapping.putLong(64, 5, AccessMode.VOLATILE);
        mapping.ntPutLong(72, 6);
        assertThat(mapping.compareAndSetLong(72, 6, 8)).isTrue();
        assertThat(mapping.compareAndSetLong(72, 6, 9)).isFalse();
        mapping.putBytes(PAGE + 100, TestFs.bytes("across"));
        Bytes.putInt(content, 2 * PAGE - 2, 0x01020304);
        Bytes.putLong(content, 2 * PAGE - 12, 0x1112131415161718L);
        byte[] read = file.read(PAGE, 2 * PAGE);
        assertThat(read[0]).isEqualTo((byte) 7);
        assertThat(Bytes.getInt(read, PAGE - 2)).isEqualTo(0x01020304);
        assertThat(Bytes.getLong(read, PAGE - 12)).isEqualTo(0x1112131415161718L);
        assertThat(Bytes.getLong(read, 64)).isEqualTo(5);
        assertThat(Bytes.getLong(read, 72)).isEqualTo(8);
        assertThat(file.read(2 * PAGE + 100, 6)).isEqualTo(TestFs.bytes("across"));
        mapping.flush(0, 2 * PAGE);
        mapping.fence();
    }

    @Test
    void privateStoresStayPrivate() {
        DaxFile file = file(false, 2 * PAGE);
        DaxMapping mapping = file.map(MapMode.PRIVATE, 0, 2 * PAGE);
        mapping.putLong(8, 99);
        mapping.putLong(16, 98, AccessMode.RELEASE);
        mapping.putInt(24, 97);
        mapping.putByte(28, (byte) 96);
        mapping.ntPutLong(32, 95);
        assertThat(mapping.compareAndSetLong(32, 95, 94)).isTrue();
        mapping.putBytes(40, TestFs.bytes("mine"));
        assertThat(mapping.getLong(8)).isEqualTo(99);
        assertThat(mapping.getLong(16, AccessMode.VOLATILE)).isEqualTo(98);
        assertThat(mapping.getInt(24)).isEqualTo(97);
        assertThat(mapping.getByte(28)).isEqualTo((byte) 96);
        assertThat(mapping.getLong(32)).isEqualTo(94);
        assertThat(mapping.getBytes(40, 4)).isEqualTo(TestFs.bytes("mine"));
        mapping.force(0, 2 * PAGE);
        mapping.flush(0, PAGE);
        assertThat(file.read(0, 2 * PAGE)).isEqualTo(TestFs.pattern(2 * PAGE, 1));
        file.write(0, TestFs.bytes("changed!"));
        assertThat(mapping.getBytes(0, 4)).as("a page that was copied stays").isEqualTo(file(1, 4));
        file.write(PAGE, TestFs.bytes("new"));
        assertThat(mapping.getBytes(PAGE, 3)).as("one that was not follows").isEqualTo(TestFs.bytes("new"));
        file.truncate(0);
        assertThatThrownBy(() -> mapping.getLong(8)).isInstanceOf(PastEndOfFileException.class);
    }

    private static byte[] file(int seed, int length) {
        return java.util.Arrays.copyOf(TestFs.pattern(2 * PAGE, seed), length);
    }

    @Test
    void readsWritesAndMappingsAgree() {
        for (boolean inPlace : new boolean[] {false, true}) {
            DaxFile file = file(inPlace, 2 * PAGE);
            DaxMapping one = file.map(MapMode.SHARED, 0, 4 * PAGE);
            DaxMapping two = file.map(MapMode.SHARED_READ, PAGE, PAGE);
            one.putLong(PAGE, 42);
            assertThat(two.getLong(0)).isEqualTo(42);
            file.write(PAGE + 8, TestFs.bytes("written!"));
            assertThat(one.getBytes(PAGE + 8, 8)).isEqualTo(TestFs.bytes("written!"));
            assertThat(two.getLong(0)).isEqualTo(42);
            one.putLong(PAGE + 16, 43);
            assertThat(two.getLong(16)).isEqualTo(43);
            assertThat(Bytes.getLong(file.read(PAGE + 16, 8), 0)).isEqualTo(43);
            file.close();
            one.putLong(0, 44);
            assertThat(one.getLong(0)).isEqualTo(44);
            one.close();
            two.close();
            test.fs.unlink("/file");
        }
    }

    @Test
    void aHoleBecomesABlockForEverybody() {
        DaxFile file = file(true, 0);
        file.truncate(3 * PAGE);
        DaxMapping reader = file.map(MapMode.SHARED_READ, 0, 3 * PAGE);
        DaxMapping writer = file.map(MapMode.SHARED, 0, 3 * PAGE);
        assertThat(reader.getLong(PAGE)).isZero();
        assertThat(writer.getLong(PAGE)).isZero();
        writer.putLong(PAGE, 7);
        assertThat(reader.getLong(PAGE)).isEqualTo(7);
        assertThat(reader.getLong(2 * PAGE)).isZero();
        file.write(2 * PAGE, TestFs.bytes("written!"));
        assertThat(reader.getBytes(2 * PAGE, 8)).isEqualTo(TestFs.bytes("written!"));
        assertThat(file.stat().blocks()).isEqualTo(2);
    }

    @Test
    void accessPastTheEndFails() {
        DaxFile file = file(true, PAGE + 10);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
        assertThat(mapping.getByte(2 * PAGE - 1)).isZero();
        assertThatThrownBy(() -> mapping.getByte(2 * PAGE)).isInstanceOf(PastEndOfFileException.class);
        assertThatThrownBy(() -> mapping.putByte(3 * PAGE, (byte) 1)).isInstanceOf(PastEndOfFileException.class);
        file.truncate(4 * PAGE);
        mapping.putByte(3 * PAGE, (byte) 1);
        file.truncate(PAGE);
        assertThatThrownBy(() -> mapping.getByte(3 * PAGE)).isInstanceOf(PastEndOfFileException.class);
        assertThatThrownBy(() -> mapping.getByte(4 * PAGE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> mapping.getLong(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> mapping.getLong(4, AccessMode.VOLATILE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLastPageIsZeroPastTheEnd() {
        for (boolean inPlace : new boolean[] {false, true}) {
            DaxFile file = file(inPlace, PAGE);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
            assertThat(mapping.getByte(2000)).isNotZero();
            file.truncate(1001);
            assertThat(mapping.getBytes(1001, PAGE - 1001)).containsOnly(0);
            mapping.putLong(2000, 77);
            file.truncate(PAGE);
            assertThat(file.read(1001, PAGE - 1001)).containsOnly(0);
            assertThat(mapping.getLong(2000)).isZero();
            file.close();
            mapping.close();
            test.fs.unlink("/file");
        }
    }

    @Test
    void aReadOnlyMountShowsZerosPastTheEndToo() {
        file(true, PAGE).close();
        test.fs.truncate("/file", 1001);
        test.fs.unmount();
        test.fs = test.mountReadOnly();
        DaxFile file = test.fs.open("/file");
        DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, PAGE);
        assertThat(mapping.getBytes(1001, PAGE - 1001)).containsOnly(0);
        assertThat(mapping.getBytes(0, 1001)).isEqualTo(file.read(0, 1001));
    }

    @Test
    @DisplayName("S17, S28, G24: a mapping that cannot keep its promise is refused, never weakened")
    void modesAreCheckedAndNeverWeakened() {
        DaxFile file = file(false, PAGE);
        assertThatThrownBy(() -> file.map(MapMode.SHARED_SYNC, 0, PAGE))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("NODATACOW");
        DaxFile inPlace = test.createNodatacow("/n");
        inPlace.truncate(PAGE);
        assertThat(inPlace.map(MapMode.SHARED_SYNC, 0, PAGE).mode()).isEqualTo(MapMode.SHARED_SYNC);
        fails(Errno.EINVAL, () -> file.map(MapMode.SHARED, 100, PAGE));
        fails(Errno.EINVAL, () -> file.map(MapMode.SHARED, 0, 0));
        fails(Errno.EINVAL, () -> file.map(MapMode.SHARED, -PAGE, PAGE));
        fails(Errno.EFBIG, () -> file.map(MapMode.SHARED, 0, 1L << 44));
        DaxMapping reading = file.map(MapMode.SHARED_READ, 0, PAGE);
        fails(Errno.EBADF, () -> reading.putLong(0, 1));
        DaxFile readOnly = test.fs.open("/file");
        fails(Errno.EBADF, () -> readOnly.map(MapMode.SHARED, 0, PAGE));
        readOnly.map(MapMode.PRIVATE, 0, PAGE).putLong(0, 1);
        DaxFile writeOnly = test.fs.open("/file", OpenFlag.WRITE);
        fails(Errno.EBADF, () -> writeOnly.map(MapMode.SHARED_READ, 0, PAGE));
    }

    @Test
    @DisplayName("S42, G27: fsync and force write-protect; the next store moves mtime and makes the page dirty again")
    void storesAreNoticedAgainAfterEachFsync() {
        DaxFile file = file(true, PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
        long before = file.stat().mtime();
        mapping.putLong(0, 1);
        long first = file.stat().mtime();
        assertThat(first).isGreaterThan(before);
        mapping.putLong(8, 2);
        assertThat(file.stat().mtime()).as("no second fault").isEqualTo(first);
        file.fsync();
        mapping.putLong(16, 3);
        assertThat(file.stat().mtime()).as("write-protected by fsync").isGreaterThan(first);
        mapping.force(0, 8);
        long second = file.stat().mtime();
        mapping.putLong(24, 4);
        assertThat(file.stat().mtime()).as("write-protected by force").isGreaterThan(second);
        mapping.close();
        test.fs.sync();
        test.remountWithoutUnmount();
        assertThat(test.fs.stat("/file").mtime()).isGreaterThan(second);
    }

    @Test
    void closedAndUnmountedMappingsFail() {
        DaxFile file = file(true, PAGE);
        DaxMapping closed = file.map(MapMode.SHARED, 0, PAGE);
        closed.putLong(0, 1);
        closed.close();
        closed.close();
        fails(Errno.EBADF, () -> closed.getLong(0));
        fails(Errno.EBADF, () -> closed.putLong(0, 1));
        fails(Errno.EBADF, closed::fence);
        fails(Errno.EBADF, () -> closed.force(0, 8));
        DaxMapping open = file.map(MapMode.SHARED, 0, PAGE);
        open.putLong(0, 2);
        test.fs.unmount();
        fails(Errno.ESHUTDOWN, () -> open.getLong(0));
        fails(Errno.ESHUTDOWN, () -> open.putLong(0, 1));
        fails(Errno.ESHUTDOWN, () -> open.flush(0, 1));
    }

    @Test
    void aMappingKeepsAnUnlinkedFile() {
        long free = test.fs.statfs().freeBlocks();
        DaxFile file = file(true, PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
        file.close();
        test.fs.unlink("/file");
        mapping.putLong(0, 5);
        assertThat(mapping.getLong(0)).isEqualTo(5);
        mapping.close();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free);
    }
}
