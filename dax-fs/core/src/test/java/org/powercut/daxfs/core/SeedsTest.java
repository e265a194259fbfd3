package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** Open questions of docs/dax-semantics.md that are about durability: who makes what durable, and no more than that. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeedsTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 1 << 20;

    private final SimulatedDevice memory = SimulatedDevice.ofSize(SIZE);
    private final SimulatedDevice copy = SimulatedDevice.ofSize(SIZE);
    private final PowerCutDevice cut = new PowerCutDevice(memory);
    private int flushes;
    private int fences;

    @AfterEach
    void close() {
        memory.close();
        copy.close();
    }

    private DaxFileSystem mkfs(Contract contract) {
        TestFs.PROVIDER.mkfs(cut.device);
        return TestFs.PROVIDER.mount(
                oneAtATime(cut.device), MountOptions.defaults().withContract(contract));
    }

    /** The same device for several threads; counts what is flushed and fenced. */
    private PmemDevice oneAtATime(PmemDevice device) {
        return (PmemDevice) Proxy.newProxyInstance(
                PmemDevice.class.getClassLoader(), new Class<?>[] {PmemDevice.class}, (proxy, method, arguments) -> {
                    synchronized (cut) {
                        switch (method.getName()) {
                            case "flush" -> flushes++;
                            case "fence" -> fences++;
                            default -> {}
                        }
                        try {
                            return method.invoke(device, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }

    /** What a mount finds after a power cut that leaves nothing but what is sure to be there. */
    private DaxFileSystem afterPowerCut() {
        byte[] durable;
        synchronized (cut) {
            durable = cut.durable();
        }
        copy.putBytes(0, MemorySegment.ofArray(durable), 0, SIZE);
        DaxFileSystem recovered = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        return recovered;
    }

    private static DaxFile nodatacow(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    private static long word(DaxFileSystem fs, String path, long offset) {
        try (DaxFile file = fs.open(path)) {
            return Bytes.getLong(file.read(offset, Long.BYTES), 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S11, G3: fdatasync of a file without dirty data keeps the blocks that it gained and lost")
    void extentMapOfFilesWithoutDirtyData(Contract contract) {
        DaxFileSystem fs = mkfs(contract);
        DaxFile file = fs.create("/f");
        file.write(0, TestFs.pattern(3 * PAGE, 1));
        file.fsync();
        file.allocate(FallocateMode.PUNCH_HOLE, PAGE, PAGE);
        file.allocate(FallocateMode.ALLOCATE, 4 * PAGE, PAGE);
        file.fdatasync();
        DaxFile found = afterPowerCut().open("/f");
        assertThat(found.size()).isEqualTo(5 * PAGE);
        assertThat(found.stat().blocks()).isEqualTo(3);
        assertThat(found.seekHole(0)).isEqualTo(PAGE);
        assertThat(found.seekData(PAGE)).isEqualTo(2 * PAGE);
        assertThat(found.read(0, 5 * PAGE)).isEqualTo(file.read(0, 5 * PAGE));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "S12, S13: the fault of a MAP_SYNC store commits the file's metadata and no data, the next store nothing")
    void faultsCommitMetadataOnly(Contract contract) {
        DaxFileSystem fs = mkfs(contract);
        DaxFile file = nodatacow(fs, "/f");
        file.write(0, new byte[PAGE]);
        file.truncate(2 * PAGE);
        file.fsync();
        file.map(MapMode.SHARED, 0, 2 * PAGE).putLong(0, 1);
        DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 2 * PAGE);
        int before = fences;
        mapping.putLong(PAGE, 2);
        assertThat(fences).isGreaterThan(before);
        DaxFileSystem found = afterPowerCut();
        assertThat(found.stat("/f").blocks()).as("the hole has its block").isEqualTo(2);
        assertThat(word(found, "/f", 0)).as("data is left alone").isZero();
        before = fences;
        for (int i = 0; i < 100; i++) {
            mapping.putLong(PAGE + i * 8L, i);
        }
        assertThat(fences).isEqualTo(before);
        mapping.flush(PAGE, 800);
        mapping.fence();
        assertThat(word(afterPowerCut(), "/f", PAGE + 99 * 8)).isEqualTo(99);
    }

    @ParameterizedTest
    @CsvSource({"STRONG, false", "STRONG, true", "WEAK, true"})
    @DisplayName(
            "S15, S44: writes of 1 to 130 bytes at every offset of a line leave no byte of themselves in the caches")
    void writesLeaveNothingInTheCaches(Contract contract, boolean inPlace) {
        DaxFileSystem fs = mkfs(contract);
        DaxFile file = inPlace ? nodatacow(fs, "/f") : fs.create("/f");
        byte[] expected = TestFs.pattern(2 * PAGE, 0);
        file.write(0, expected);
        for (int offset = PAGE - 64; offset < PAGE; offset++) {
            for (int length = 1; length <= 130; length++) {
                byte[] bytes = TestFs.pattern(length, offset + length);
                System.arraycopy(bytes, 0, expected, offset, length);
                file.write(offset, bytes);
                if (contract == Contract.WEAK) {
                    file.fdatasync();
                }
                assertThat(cut.isDurable()).as("%d bytes at %d", length, offset).isTrue();
            }
            assertThat(afterPowerCut().open("/f").read(0, 2 * PAGE)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S41, G5: sync finds files that only mapped stores have changed, closed and unmapped since")
    void syncFindsUnmappedFiles(Contract contract) {
        DaxFileSystem fs = mkfs(contract);
        for (int i = 0; i < 10; i++) {
            try (DaxFile file = nodatacow(fs, "/" + i)) {
                file.write(0, new byte[PAGE]);
            }
        }
        fs.sync();
        for (int i = 0; i < 10; i++) {
            store(fs, "/" + i, 1 + i);
        }
        assertThat(word(afterPowerCut(), "/3", 8))
                .as("only sync makes it durable")
                .isZero();
        fs.sync();
        DaxFileSystem found = afterPowerCut();
        for (int i = 0; i < 10; i++) {
            assertThat(word(found, "/" + i, 8)).isEqualTo(1 + i);
        }
    }

    /** Stores through a mapping, and leaves neither it nor the file open. */
    private static void store(DaxFileSystem fs, String path, long value) {
        DaxMapping mapping;
        try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
            mapping = file.map(MapMode.SHARED, 0, PAGE);
        }
        mapping.putLong(8, value);
        mapping.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S43: sync while others make, change and remove files keeps every store that came before it")
    void syncAmongOthers(Contract contract) {
        DaxFileSystem fs = mkfs(contract);
        AtomicLongArray stored = new AtomicLongArray(2);
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<?>[] others = new CompletableFuture<?>[2];
        for (int i = 0; i < others.length; i++) {
            int id = i;
            nodatacow(fs, "/" + id).write(0, new byte[PAGE]);
            others[i] = CompletableFuture.runAsync(
                    () -> {
                        for (long n = 1; !stop.get(); n++) {
                            try (DaxFile passing = nodatacow(fs, "/passing " + id)) {
                                passing.write(0, new byte[PAGE]);
                            }
                            store(fs, "/passing " + id, n);
                            fs.unlink("/passing " + id);
                            store(fs, "/" + id, n);
                            stored.set(id, n);
                        }
                    },
                    task -> new Thread(task).start());
        }
        try {
            long last = 0;
            for (int i = 0; i < 20; i++) {
                while (stored.get(0) <= last && !others[0].isDone()) {
                    Thread.onSpinWait();
                }
                last = stored.get(0);
                long other = stored.get(1);
                fs.sync();
                DaxFileSystem found = afterPowerCut();
                assertThat(word(found, "/0", 8)).isGreaterThanOrEqualTo(last);
                assertThat(word(found, "/1", 8)).isGreaterThanOrEqualTo(other);
            }
            assertThat(last).isGreaterThanOrEqualTo(20);
        } finally {
            stop.set(true);
            CompletableFuture.allOf(others).join();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S45, G28: fsync flushes what was stored to since the last one, after munmap too, and nothing twice")
    void fsyncFlushesWhatWasMapped(Contract contract) {
        DaxFileSystem fs = mkfs(contract);
        DaxFile file = nodatacow(fs, "/f");
        file.write(0, new byte[8 * PAGE]);
        file.fsync();
        flushes = 0;
        file.fsync();
        assertThat(flushes).as("never mapped").isZero();
        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 8 * PAGE)) {
            mapping.getLong(PAGE);
            file.fdatasync();
            assertThat(flushes).as("mapped, and only read").isZero();
            mapping.putLong(5 * PAGE, 42);
        }
        file.fdatasync();
        assertThat(flushes).as("the page that was stored to").isEqualTo(1);
        assertThat(word(afterPowerCut(), "/f", 5 * PAGE)).isEqualTo(42);
        file.fdatasync();
        assertThat(flushes).as("clean since").isEqualTo(1);
    }
}
