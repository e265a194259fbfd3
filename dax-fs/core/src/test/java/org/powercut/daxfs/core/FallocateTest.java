package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.Pmem;

/** What the modes of fallocate do to content, size and space, of files with copy-on-write and without. */
class FallocateTest {
    private static final int PAGE = Pmem.PAGE;

    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private DaxFile file(boolean inPlace, int length) {
        DaxFile file = inPlace ? test.createNodatacow("/a") : test.fs.create("/a");
        file.write(0, TestFs.pattern(length, 1));
        return file;
    }

    private static byte[] content(DaxFile file) {
        return file.read(0, (int) file.size());
    }

    private void assertDurable(byte[] content, long blocks) {
        test.remount();
        try (DaxFile again = test.fs.open("/a")) {
            assertThat(content(again)).isEqualTo(content);
            assertThat(again.stat().blocks()).isEqualTo(blocks);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("ALLOCATE gives blocks that read as zeros, and grows the file")
    void allocates(boolean inPlace) {
        dirtyFreeSpace();
        DaxFile file = file(inPlace, 100);
        file.allocate(FallocateMode.ALLOCATE, 50, 5 * PAGE);
        byte[] expected = Arrays.copyOf(TestFs.pattern(100, 1), 50 + 5 * PAGE);
        assertThat(content(file)).isEqualTo(expected);
        assertThat(file.stat().blocks()).isEqualTo(6);
        assertDurable(expected, 6);
    }

    /** Leaves a pattern in blocks that are free. */
    private void dirtyFreeSpace() {
        test.create("/full", "").write(0, TestFs.pattern(2 << 20, 77));
        test.fs.unlink("/full");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("ALLOCATE_KEEP_SIZE gives blocks past the end, which a remount keeps and a truncate takes away")
    void keepsSize(boolean inPlace) {
        DaxFile file = file(inPlace, 100);
        file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, 4 * PAGE);
        assertThat(file.size()).isEqualTo(100);
        assertThat(file.stat().blocks()).isEqualTo(4);
        assertDurable(TestFs.pattern(100, 1), 4);
        try (DaxFile again = test.fs.open("/a", OpenFlag.READ, OpenFlag.WRITE)) {
            again.append(new byte[] {1});
            assertThat(again.stat().blocks()).as("an append leaves them").isEqualTo(4);
        }
        test.fs.truncate("/a", 101);
        assertDurable(Arrays.copyOf(concat(TestFs.pattern(100, 1), (byte) 1), 101), 1);
    }

    private static byte[] concat(byte[] bytes, byte last) {
        byte[] result = Arrays.copyOf(bytes, bytes.length + 1);
        result[bytes.length] = last;
        return result;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("G49: a write to blocks that were given in advance succeeds on a full device")
    void preallocatedWritesHaveSpace(boolean inPlace) {
        DaxFile file = file(inPlace, 0);
        int pages = 300;
        file.allocate(FallocateMode.ALLOCATE, 0, pages * PAGE);
        fillDevice();
        byte[] expected = new byte[pages * PAGE];
        for (int i = 0; i < pages; i++) {
            int page = i * 7 % pages;
            byte[] data = TestFs.pattern(100 + i, i);
            file.write((long) page * PAGE + 10, data);
            System.arraycopy(data, 0, expected, page * PAGE + 10, data.length);
        }
        assertThat(content(file)).isEqualTo(expected);
        assertDurable(expected, pages);
    }

    private void fillDevice() {
        try (DaxFile filler = test.fs.create("/filler")) {
            for (int length = 64 * PAGE; length >= PAGE; length /= 4) {
                byte[] data = new byte[length];
                try {
                    while (true) {
                        filler.append(data);
                    }
                } catch (NoSpaceException e) {
                    assertThat(test.fs.statfs().freeBlocks()).isLessThan(length / PAGE + 2);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("PUNCH_HOLE zeroes partial pages, frees whole ones, and keeps the size")
    void punches(boolean inPlace) {
        DaxFile file = file(inPlace, 6 * PAGE + 100);
        long free = test.fs.statfs().freeBlocks();
        file.allocate(FallocateMode.PUNCH_HOLE, PAGE + 10, 3 * PAGE);
        byte[] expected = TestFs.pattern(6 * PAGE + 100, 1);
        Arrays.fill(expected, PAGE + 10, 4 * PAGE + 10, (byte) 0);
        assertThat(content(file)).isEqualTo(expected);
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free + 2);
        file.allocate(FallocateMode.PUNCH_HOLE, 6 * PAGE, 200);
        Arrays.fill(expected, 6 * PAGE, expected.length, (byte) 0);
        file.allocate(FallocateMode.PUNCH_HOLE, 20, 30);
        Arrays.fill(expected, 20, 50, (byte) 0);
        assertThat(content(file)).isEqualTo(expected);
        assertDurable(expected, 4);
    }

    @ParameterizedTest
    @EnumSource(
            value = FallocateMode.class,
            names = {"ZERO_RANGE", "ZERO_RANGE_KEEP_SIZE"})
    @DisplayName("ZERO_RANGE makes zeros with blocks, within the file and past its end")
    void zeroes(FallocateMode mode) {
        for (boolean inPlace : new boolean[] {false, true}) {
            DaxFile file = file(inPlace, 4 * PAGE + 100);
            file.allocate(mode, PAGE + 10, 5L * PAGE);
            boolean grows = mode == FallocateMode.ZERO_RANGE;
            byte[] expected = Arrays.copyOf(TestFs.pattern(4 * PAGE + 100, 1), grows ? 6 * PAGE + 10 : 4 * PAGE + 100);
            Arrays.fill(expected, PAGE + 10, expected.length, (byte) 0);
            assertThat(content(file)).isEqualTo(expected);
            assertDurable(expected, 7);
            test.fs.unlink("/a");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("COLLAPSE_RANGE and INSERT_RANGE move what follows, stores of mappings included")
    void moves(boolean inPlace) {
        DaxFile file = file(inPlace, 8 * PAGE + 100);
        byte[] before = TestFs.pattern(8 * PAGE + 100, 1);
        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 9 * PAGE)) {
            mapping.putLong(7 * PAGE, 0);
            Arrays.fill(before, 7 * PAGE, 7 * PAGE + 8, (byte) 0);
            file.allocate(FallocateMode.COLLAPSE_RANGE, 2 * PAGE, 3 * PAGE);
            byte[] expected = new byte[5 * PAGE + 100];
            System.arraycopy(before, 0, expected, 0, 2 * PAGE);
            System.arraycopy(before, 5 * PAGE, expected, 2 * PAGE, 3 * PAGE + 100);
            assertThat(content(file)).isEqualTo(expected);
            assertThat(mapping.getBytes(0, expected.length)).isEqualTo(expected);
            file.allocate(FallocateMode.INSERT_RANGE, PAGE, 2 * PAGE);
            byte[] inserted = new byte[7 * PAGE + 100];
            System.arraycopy(expected, 0, inserted, 0, PAGE);
            System.arraycopy(expected, PAGE, inserted, 3 * PAGE, 4 * PAGE + 100);
            assertThat(content(file)).isEqualTo(inserted);
            assertThat(mapping.getBytes(0, inserted.length)).isEqualTo(inserted);
            mapping.putLong(5 * PAGE, 1);
            inserted[5 * PAGE] = 1;
            Arrays.fill(inserted, 5 * PAGE + 1, 5 * PAGE + 8, (byte) 0);
            assertThat(content(file)).isEqualTo(inserted);
            file.fsync();
            assertDurable(inserted, 6);
        }
    }

    @Test
    @DisplayName("Ranges that a mode cannot have are refused")
    void refusesRanges() {
        DaxFile file = file(false, 3 * PAGE);
        refused(Errno.EINVAL, () -> file.allocate(FallocateMode.ALLOCATE, 0, 0));
        refused(Errno.EINVAL, () -> file.allocate(FallocateMode.PUNCH_HOLE, -1, 5));
        refused(Errno.EFBIG, () -> file.allocate(FallocateMode.ALLOCATE, Long.MAX_VALUE - 5, 5));
        refused(Errno.EINVAL, () -> file.allocate(FallocateMode.COLLAPSE_RANGE, 0, 100));
        refused(Errno.EINVAL, () -> file.allocate(FallocateMode.COLLAPSE_RANGE, PAGE, 2 * PAGE));
        refused(Errno.EINVAL, () -> file.allocate(FallocateMode.INSERT_RANGE, 100, PAGE));
        refused(Errno.EINVAL, () -> file.allocate(FallocateMode.INSERT_RANGE, 3 * PAGE, PAGE));
        refused(Errno.EFBIG, () -> file.allocate(FallocateMode.INSERT_RANGE, 0, FileSize.MAX - 2 * PAGE));
        refused(Errno.ENOSPC, () -> file.allocate(FallocateMode.ALLOCATE, 0, 1L << 40));
        DaxFile reader = test.fs.open("/a");
        refused(Errno.EBADF, () -> reader.allocate(FallocateMode.ALLOCATE, 0, 1));
        assertThat(content(file)).isEqualTo(TestFs.pattern(3 * PAGE, 1));
        assertDurable(TestFs.pattern(3 * PAGE, 1), 3);
    }

    static void refused(Errno errno, org.assertj.core.api.ThrowableAssert.ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    @DisplayName("SEEK_DATA and SEEK_HOLE take unwritten pages for holes, in files of 16 TiB too")
    void seeks() {
        DaxFile file = file(false, PAGE);
        long far = 16L << 40;
        file.allocate(FallocateMode.ALLOCATE, 2 * PAGE, 2 * PAGE);
        file.write(far, new byte[] {1});
        assertThat(file.seekHole(0)).isEqualTo(PAGE);
        assertThat(file.seekData(PAGE)).isEqualTo(far);
        assertThat(file.seekData(10)).isEqualTo(10);
        assertThat(file.seekHole(PAGE + 5)).isEqualTo(PAGE + 5);
        assertThat(file.seekHole(far)).isEqualTo(far + 1);
        refused(Errno.ENXIO, () -> file.seekData(far + 1));
        refused(Errno.ENXIO, () -> file.seekHole(far + 1));
        file.allocate(FallocateMode.INSERT_RANGE, 0, PAGE);
        assertThat(file.seekData(0)).isEqualTo(PAGE);
        assertThat(file.seekData(2 * PAGE)).isEqualTo(far + PAGE);
        file.allocate(FallocateMode.PUNCH_HOLE, 0, Long.MAX_VALUE - 2 * PAGE);
        assertThat(file.stat().blocks()).isZero();
        assertThat(file.size()).isEqualTo(far + PAGE + 1);
        refused(Errno.ENXIO, () -> file.seekData(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("G15: a store through a mapping to an unwritten page finds zeros around it")
    void mappedStoresFindZeros(boolean inPlace) {
        dirtyFreeSpace();
        DaxFile file = file(inPlace, 0);
        file.allocate(FallocateMode.ALLOCATE, 0, 3 * PAGE);
        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE)) {
            assertThat(mapping.getLong(PAGE)).isZero();
            mapping.putLong(PAGE + 8, -1);
        }
        byte[] expected = new byte[3 * PAGE];
        Arrays.fill(expected, PAGE + 8, PAGE + 16, (byte) -1);
        assertThat(content(file)).isEqualTo(expected);
        assertDurable(expected, 3);
    }
}
