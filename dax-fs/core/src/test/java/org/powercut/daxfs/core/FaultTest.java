package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FaultCounts;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.MapMode;
import org.powercut.pmem.MediaErrors.Visibility;

/** What faults do and how many there are; user code that supplies pages; mappings that are told of media errors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultTest {
    private static final int PAGE = 4096;

    private final TestFs test = TestFs.ofSize(16 << 20);

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    @Test
    @DisplayName(
            "S1, S12, S13: one fault per page, which commits metadata only if there is some; the second store has none")
    void counts() {
        DaxFile file = test.createNodatacow("/f");
        file.write(0, new byte[PAGE]);
        file.truncate(2 * PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 2 * PAGE);
        mapping.getLong(0);
        assertThat(mapping.faults()).isEqualTo(new FaultCounts(1, 0, 0, 0, 0));
        mapping.putLong(0, 1);
        mapping.putLong(8, 1);
        assertThat(mapping.faults()).as("the block was there").isEqualTo(new FaultCounts(1, 1, 0, 0, 0));
        mapping.putLong(PAGE, 1);
        assertThat(mapping.faults()).as("a hole").isEqualTo(new FaultCounts(1, 2, 0, 1, 0));
        for (int i = 0; i < 100; i++) {
            mapping.putLong(PAGE + i * 8L, i);
        }
        assertThat(mapping.faults()).isEqualTo(new FaultCounts(1, 2, 0, 1, 0));
        file.fsync();
        mapping.putLong(PAGE, 2);
        assertThat(mapping.faults()).as("write-protected").isEqualTo(new FaultCounts(1, 3, 0, 1, 0));
        DaxFile clone = test.createNodatacow("/clone");
        clone.cloneFile(file);
        mapping.putLong(PAGE, 3);
        mapping.putLong(PAGE, 4);
        assertThat(mapping.faults()).as("a shared page, once").isEqualTo(new FaultCounts(1, 4, 1, 2, 0));
    }

    // 2 MiB

    private DaxFile huge() {
        DaxFile file = test.createNodatacow("/huge");
        long blocks = 4 * HugePages.PAGES;
        file.truncate(blocks * PAGE);
        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, blocks * PAGE / 2)) {
            mapping.segment(); // lies in one run from here on
        }
        return file;
    }

    @Test
    @DisplayName("one fault maps 2 MiB that are aligned in file and device; a store makes all of it dirty")
    void huge2MiB() {
        DaxFile file = huge();
        file.fsync();
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4L * HugePages.PAGES * PAGE);
        mapping.getLong(0);
        assertThat(mapping.faults()).isEqualTo(new FaultCounts(1, 0, 0, 0, 1));
        mapping.getLong(100 * PAGE);
        assertThat(mapping.faults().loads()).isEqualTo(1);
        mapping.putLong(511 * PAGE, 7);
        mapping.putLong(5 * PAGE, 8);
        assertThat(mapping.faults()).isEqualTo(new FaultCounts(1, 1, 0, 0, 2));
        file.fsync();
        mapping.putLong(5 * PAGE, 9);
        assertThat(mapping.faults().stores()).as("write-protected as a whole").isEqualTo(2);
        mapping.getLong(3L * HugePages.PAGES * PAGE);
        assertThat(mapping.faults().huge()).as("a hole is no huge page").isEqualTo(3);
        assertThat(Bytes.getLong(file.read(511 * PAGE, 8), 0)).isEqualTo(7);
    }

    @Test
    @DisplayName("G26: 4 KiB and 2 MiB mappings of the same pages agree (generic/437)")
    void collisions() {
        DaxFile file = huge();
        DaxMapping large = file.map(MapMode.SHARED, 0, 2L * HugePages.PAGES * PAGE);
        DaxMapping small = file.map(MapMode.SHARED, 10 * PAGE, 5 * PAGE);
        DaxMapping copy = file.map(MapMode.PRIVATE, 0, 2L * HugePages.PAGES * PAGE);
        copy.putLong(12 * PAGE, 1);
        small.putLong(2 * PAGE, 42);
        assertThat(large.getLong(12 * PAGE)).isEqualTo(42);
        assertThat(large.faults().huge()).isEqualTo(1);
        assertThat(copy.getLong(13 * PAGE)).isZero();
        assertThat(copy.getLong(12 * PAGE)).as("a private page stays").isEqualTo(1);
        large.putLong(12 * PAGE, 43);
        assertThat(small.getLong(2 * PAGE)).isEqualTo(43);
        file.allocate(org.powercut.daxfs.FallocateMode.PUNCH_HOLE, 11 * PAGE, PAGE);
        large.putLong(11 * PAGE, 44);
        assertThat(small.getLong(PAGE)).isEqualTo(44);
        assertThat(large.getLong(12 * PAGE)).isEqualTo(43);
        file.truncate(11 * PAGE + 100);
        assertThatThrownBy(() -> large.getLong(12 * PAGE)).isInstanceOf(DaxFileSystemException.class);
        assertThat(large.getLong(11 * PAGE)).isEqualTo(44);
        file.fsync();
        assertThat(Bytes.getLong(file.read(11 * PAGE, 8), 0)).isEqualTo(44);
    }

    // fault hooks

    @Test
    @DisplayName("S33: a fault hook supplies the pages that are holes, once each, or leaves them holes")
    void hook() {
        DaxFile file = test.fs.create("/f");
        file.write(0, TestFs.pattern(PAGE, 1));
        file.truncate(3 * PAGE + 100);
        List<Long> asked = new ArrayList<>();
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
        mapping.onMissingPage(offset -> {
            asked.add(offset);
            return offset == 2 * PAGE ? null : MemorySegment.ofArray(TestFs.pattern(PAGE, 5));
        });
        assertThat(mapping.getBytes(0, 8)).isEqualTo(file.read(0, 8));
        assertThat(mapping.getBytes(PAGE, PAGE)).isEqualTo(TestFs.pattern(PAGE, 5));
        mapping.putLong(PAGE, 9);
        assertThat(mapping.getLong(2 * PAGE)).isZero();
        mapping.putByte(3 * PAGE, (byte) 3);
        assertThat(mapping.getBytes(3 * PAGE + 1, 99))
                .isEqualTo(java.util.Arrays.copyOfRange(TestFs.pattern(PAGE, 5), 1, 100));
        assertThat(asked).containsExactly((long) PAGE, 2L * PAGE, 3L * PAGE);
        assertThat(file.read(PAGE + 8, 8))
                .as("the page is the file's")
                .isEqualTo(java.util.Arrays.copyOfRange(TestFs.pattern(PAGE, 5), 8, 16));
        DaxMapping copy = file.map(MapMode.PRIVATE, 0, 4 * PAGE);
        copy.onMissingPage(offset -> MemorySegment.ofArray(TestFs.pattern(PAGE, 6)));
        assertThat(copy.getBytes(2 * PAGE, 8)).isEqualTo(java.util.Arrays.copyOf(TestFs.pattern(PAGE, 6), 8));
        copy.putLong(2 * PAGE + 8, 1);
        assertThat(copy.getBytes(2 * PAGE, 8)).isEqualTo(java.util.Arrays.copyOf(TestFs.pattern(PAGE, 6), 8));
        assertThat(file.read(2 * PAGE, 8)).as("private").containsOnly(0);
        DaxMapping wrong = file.map(MapMode.SHARED, 0, 4 * PAGE);
        wrong.onMissingPage(offset -> MemorySegment.ofArray(new byte[100]));
        assertThatThrownBy(() -> wrong.getLong(2 * PAGE)).isInstanceOf(DaxFileSystemException.class);
        wrong.onMissingPage(null);
        assertThat(wrong.getLong(2 * PAGE)).isZero();
    }

    @Test
    @DisplayName("S33: a fault hook may block and use the file; who writes the page first wins")
    void hookBlocks() throws Exception {
        DaxFile file = test.fs.create("/f");
        file.truncate(PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        mapping.onMissingPage(offset -> {
            called.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return MemorySegment.ofArray(TestFs.pattern(PAGE, 5));
        });
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Long> load = thread.submit(() -> mapping.getLong(0));
            called.await();
            assertThat(file.read(0, 8)).containsOnly(0);
            file.write(0, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
            go.countDown();
            assertThat(load.get()).isEqualTo(1);
        }
    }

    // media errors

    @Test
    @DisplayName("S29, S32: a mapping is told the errors in its range, by whatever access they were found")
    void notification() {
        DaxFile file = test.createNodatacow("/f");
        file.write(0, TestFs.pattern(4 * PAGE, 1));
        List<FileMediaError> first = new ArrayList<>();
        List<FileMediaError> second = new ArrayList<>();
        DaxMapping one = file.map(MapMode.SHARED, 0, 2 * PAGE);
        DaxMapping two = file.map(MapMode.SHARED, 2 * PAGE, 2 * PAGE);
        one.onMediaError(first::add);
        two.onMediaError(second::add);
        poison(1, 600);
        assertThatThrownBy(() -> one.getLong(PAGE + 600)).isInstanceOf(FileMediaErrorException.class);
        assertThat(first)
                .singleElement()
                .satisfies(error -> assertThat(error.offset()).isEqualTo(PAGE + 512));
        assertThat(second).isEmpty();
        poison(3, 0);
        assertThatThrownBy(() -> file.read(3 * PAGE, 8)).isInstanceOf(FileMediaErrorException.class);
        assertThat(second).hasSize(1);
        two.close();
        poison(2, 0);
        assertThatThrownBy(() -> file.read(2 * PAGE, 8)).isInstanceOf(FileMediaErrorException.class);
        assertThat(second).as("closed").hasSize(1);
        assertThat(first).hasSize(1);
    }

    private void poison(int page, int offset) {
        long address = TestFs.PROVIDER
                .mediaMap(test.device)
                .find("data[/f] page " + page)
                .getFirst()
                .offset();
        test.device.mediaErrors().poison(address + offset, 1, Visibility.LATENT);
    }
}
