package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.daxfs.PinPolicy;
import org.powercut.pmem.SimulatedDevice;

/** Pages that are pinned stay where they are, whatever is done to the file. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PinTest {
    private static final int PAGE = 4096;

    private final SimulatedDevice device = SimulatedDevice.ofSize(4 << 20);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        thread.shutdownNow();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        device.close();
    }

    private DaxFileSystem mkfs(PinPolicy policy) {
        TestFs.PROVIDER.mkfs(device);
        return TestFs.PROVIDER.mount(device, MountOptions.defaults().withPins(policy));
    }

    private static DaxFile file(DaxFileSystem fs) {
        DaxFile file = fs.create("/file");
        file.write(0, TestFs.pattern(4 * PAGE, 1));
        return file;
    }

    /** Something that takes the block of page 1 away. */
    private record Taking(String name, Operation operation) {
        private interface Operation {
            void run(DaxFileSystem fs, DaxFile file);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Taking> takings() {
        return Stream.of(
                new Taking("truncate", (fs, file) -> file.truncate(100)),
                new Taking(
                        "open with TRUNCATE",
                        (fs, file) -> fs.open("/file", OpenFlag.WRITE, OpenFlag.TRUNCATE)
                                .close()),
                new Taking("copy-on-write", (fs, file) -> file.write(PAGE, TestFs.bytes("moved"))),
                new Taking("punch", (fs, file) -> file.allocate(FallocateMode.PUNCH_HOLE, PAGE, PAGE)),
                new Taking("zero", (fs, file) -> file.allocate(FallocateMode.ZERO_RANGE, PAGE, PAGE)),
                new Taking("collapse", (fs, file) -> file.allocate(FallocateMode.COLLAPSE_RANGE, 0, PAGE)),
                new Taking("insert", (fs, file) -> file.allocate(FallocateMode.INSERT_RANGE, 0, PAGE)),
                new Taking("clone over it", (fs, file) -> {
                    DaxFile source = fs.create("/source");
                    source.write(0, new byte[2 * PAGE]);
                    file.cloneRange(source, 0, 0, 2 * PAGE);
                }),
                new Taking("clone of it", (fs, file) -> fs.create("/clone").cloneFile(file)));
    }

    @ParameterizedTest
    @MethodSource("takings")
    @DisplayName("S35, G31: what would take pinned pages away fails with EBUSY if asked to, and changes nothing")
    void busy(Taking taking) {
        try (DaxFileSystem fs = mkfs(PinPolicy.BUSY)) {
            DaxFile file = file(fs);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
            DaxMapping.Pin pin = mapping.pin(PAGE, 10);
            assertThatThrownBy(() -> taking.operation.run(fs, file))
                    .isInstanceOfSatisfying(
                            DaxFileSystemException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            assertThat(file.read(0, 5 * PAGE)).isEqualTo(TestFs.pattern(4 * PAGE, 1));
            pin.close();
            pin.close();
            if (fs.exists("/source")) {
                fs.unlink("/source");
            }
            if (fs.exists("/clone")) {
                fs.unlink("/clone");
            }
            taking.operation.run(fs, file);
        }
    }

    @ParameterizedTest
    @MethodSource("takings")
    @DisplayName(
            "S35, G31: what would take pinned pages away waits; others read, write and unpin meanwhile (generic/503)")
    void waits(Taking taking) throws Exception {
        try (DaxFileSystem fs = mkfs(PinPolicy.WAIT)) {
            DaxFile file = file(fs);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
            DaxMapping.Pin pin = mapping.pin(PAGE, 10);
            CountDownLatch begun = new CountDownLatch(1);
            Thread[] waiter = new Thread[1];
            Future<?> future = thread.submit(() -> {
                waiter[0] = Thread.currentThread();
                begun.countDown();
                taking.operation.run(fs, file);
            });
            begun.await();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> waiter[0].getState() == Thread.State.WAITING || future.isDone());
            assertThat(future.isDone()).isFalse();
            assertThat(file.read(0, 5 * PAGE)).isEqualTo(TestFs.pattern(4 * PAGE, 1));
            mapping.putLong(3 * PAGE, 1);
            fs.create("/other").write(0, new byte[PAGE]);
            fs.freeze();
            fs.thaw();
            pin.close();
            future.get();
        }
    }

    @Test
    @DisplayName("pins outlive their mapping and the file's last name, and holes get blocks for them")
    void lifetime() {
        DaxFileSystem fs = mkfs(PinPolicy.BUSY);
        long free = fs.statfs().freeBlocks();
        DaxFile file = fs.create("/file");
        file.truncate(2 * PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
        DaxMapping.Pin pin = mapping.pin(0, 2 * PAGE);
        assertThat(file.stat().blocks()).isEqualTo(2);
        assertThatThrownBy(() -> mapping.pin(2 * PAGE, 1)).isInstanceOf(PastEndOfFileException.class);
        assertThatThrownBy(() -> mapping.pin(0, 0)).isInstanceOf(DaxFileSystemException.class);
        mapping.close();
        assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(DaxFileSystemException.class);
        file.close();
        fs.unlink("/file");
        assertThat(fs.statfs().freeBlocks()).isLessThanOrEqualTo(free - 2);
        pin.close();
        assertThat(fs.statfs().freeBlocks()).isEqualTo(free);
        fs.unmount();
    }

    @Test
    @DisplayName("writes in place, growth and pages that are not pinned go on")
    void unaffected() {
        try (DaxFileSystem fs = mkfs(PinPolicy.BUSY)) {
            DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
            file.write(0, new byte[4 * PAGE]);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
            try (DaxMapping.Pin pin = mapping.pin(PAGE, PAGE)) {
                file.write(PAGE + 8, TestFs.bytes("in place"));
                assertThat(mapping.getBytes(PAGE + 8, 8)).isEqualTo(TestFs.bytes("in place"));
                file.truncate(2 * PAGE);
                file.append(new byte[PAGE]);
                assertThat(pin).isNotNull();
            }
            file.truncate(0);
        }
    }

    @Test
    @DisplayName("an unmount ends every wait")
    void unmount() throws Exception {
        DaxFileSystem fs = mkfs(PinPolicy.WAIT);
        DaxFile file = file(fs);
        DaxMapping.Pin pin = file.map(MapMode.SHARED, 0, PAGE).pin(0, PAGE);
        Thread[] waiter = new Thread[1];
        Future<Errno> future = thread.submit(() -> {
            waiter[0] = Thread.currentThread();
            try {
                file.truncate(0);
                return Errno.EINVAL;
            } catch (DaxFileSystemException e) {
                return e.errno();
            }
        });
        Awaitility.await()
                .until(() -> future.isDone() || waiter[0] != null && waiter[0].getState() == Thread.State.WAITING);
        fs.unmount();
        assertThat(future.get()).isEqualTo(Errno.ESHUTDOWN);
        pin.close();
    }

    @Test
    @DisplayName("pages in DRAM and private ones cannot be pinned")
    void refused() {
        TestFs.PROVIDER.mkfs(device);
        try (DaxFileSystem fs =
                TestFs.PROVIDER.mount(device, MountOptions.defaults().withDax(DaxMode.NEVER))) {
            DaxFile file = file(fs);
            assertThatThrownBy(() -> file.map(MapMode.SHARED, 0, PAGE).pin(0, 1))
                    .isInstanceOf(NotSupportedException.class);
        }
        try (DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults())) {
            DaxFile file = fs.open("/file");
            assertThatThrownBy(() -> file.map(MapMode.PRIVATE, 0, PAGE).pin(0, 1))
                    .isInstanceOf(NotSupportedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(PinPolicy.class)
    @DisplayName("S35, G33: there is no snapshot of pages that are pinned for stores, until they are unpinned")
    void noSnapshotOfPinnedPages(PinPolicy policy) {
        try (DaxFileSystem fs = mkfs(policy)) {
            DaxMapping mapping = file(fs).map(MapMode.SHARED, 0, 4 * PAGE);
            DaxMapping.Pin first = mapping.pin(0, PAGE);
            DaxMapping.Pin second = mapping.pin(PAGE, PAGE);
            first.close();
            first.close();
            assertThatThrownBy(() -> fs.createSnapshot("s")).isInstanceOfSatisfying(DaxFileSystemException.class, e -> {
                assertThat(e.errno()).isEqualTo(Errno.EBUSY);
                assertThat(e).hasMessageContaining("1 pins of writable mappings");
            });
            assertThat(fs.snapshots()).isEmpty();
            second.close();
            assertThat(fs.createSnapshot("s").name()).isEqualTo("s");
        }
    }

    @Test
    @DisplayName("S35: to pin for stores what a snapshot shows and others have pinned for loads fails with EBUSY")
    void pinOfPinnedPages() {
        try (DaxFileSystem fs = mkfs(PinPolicy.BUSY)) {
            DaxFile file = file(fs);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
            DaxMapping.Pin loads = file.map(MapMode.SHARED_READ, 0, PAGE).pin(0, PAGE);
            fs.createSnapshot("s");
            assertThatThrownBy(() -> mapping.pin(0, PAGE))
                    .isInstanceOfSatisfying(
                            DaxFileSystemException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            loads.close();
            mapping.pin(0, PAGE).close();
        }
    }

    @Test
    @DisplayName("S35: to pin for stores what a snapshot shows and others have pinned for loads waits for them")
    void pinWaitsForPins() throws Exception {
        try (DaxFileSystem fs = mkfs(PinPolicy.WAIT)) {
            DaxFile file = file(fs);
            DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
            DaxMapping.Pin loads = file.map(MapMode.SHARED_READ, 0, PAGE).pin(0, PAGE);
            fs.createSnapshot("s");
            Thread[] waiter = new Thread[1];
            Future<DaxMapping.Pin> future = thread.submit(() -> {
                waiter[0] = Thread.currentThread();
                return mapping.pin(0, PAGE);
            });
            Awaitility.await()
                    .until(() -> future.isDone() || waiter[0] != null && waiter[0].getState() == Thread.State.WAITING);
            assertThat(future.isDone()).isFalse();
            loads.close();
            future.get().close();
        }
    }
}
