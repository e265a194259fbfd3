package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** A bad sector under stores that wait for a sync costs the file that has it, and nothing else. */
class SyncPoisonTest {
    private static final int PAGE = Pmem.PAGE;
    private static final int SIZE = PAGE + 700;

    private final SimulatedDevice device = SimulatedDevice.ofSize(4 << 20);

    @AfterEach
    void close() {
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        device.close();
    }

    private DaxFileSystem mount(Contract contract) {
        return TestFs.PROVIDER.mount(
                device, MountOptions.defaults().withDax(DaxMode.NEVER).withContract(contract));
    }

    /** Stores to two files wait for a sync; the last page of the first, which is not a whole one, has a bad sector. */
    private DaxFileSystem dirty(Contract contract) {
        TestFs.PROVIDER.mkfs(device);
        DaxFileSystem fs = mount(contract);
        for (String path : new String[] {"/bad", "/good"}) {
            DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
            file.write(0, new byte[SIZE]);
            file.fsync();
            DaxMapping mapping = file.map(MapMode.SHARED, 0, SIZE);
            mapping.putLong(0, 1);
            mapping.putLong(PAGE, 2);
        }
        long tail = TestFs.PROVIDER
                .mediaMap(device)
                .find("data[/bad] page 1")
                .getFirst()
                .offset();
        device.mediaErrors().poison(tail + 512, 1, Visibility.LISTED);
        assertThat(fs.mediaErrors()).hasSize(1);
        return fs;
    }

    private static void failsNaming(Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        FileMediaErrorException.class,
                        e -> assertThat(e.error().path()).isEqualTo("/bad"));
    }

    private static long getLong(DaxFileSystem fs, String path, long offset) {
        try (DaxFile file = fs.open(path)) {
            return Bytes.getLong(file.read(offset, Long.BYTES), 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    @DisplayName("an unmount names the file that a bad sector has hit, and keeps the stores to all others")
    void unmount(Contract contract) {
        DaxFileSystem fs = dirty(contract);
        failsNaming(fs::unmount);
        fs.unmount();
        try (DaxFileSystem again = mount(contract)) {
            assertThat(getLong(again, "/good", 0)).isEqualTo(1);
            assertThat(getLong(again, "/good", PAGE)).isEqualTo(2);
            assertThat(getLong(again, "/bad", 0)).isEqualTo(1);
            assertThat(again.isSuspect()).isFalse();
        }
    }

    private record Syncing(String name, BiConsumer<DaxFileSystem, DaxFile> operation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Syncing> syncings() {
        return Stream.of(
                new Syncing("sync", (fs, file) -> fs.sync()),
                new Syncing("freeze", (fs, file) -> fs.freeze()),
                new Syncing("createSnapshot", (fs, file) -> fs.createSnapshot("s")),
                new Syncing("fsync", (fs, file) -> file.fsync()),
                new Syncing("fdatasync", (fs, file) -> file.fdatasync()),
                new Syncing("syncRange", (fs, file) -> file.syncRange(0, SIZE)),
                new Syncing(
                        "force", (fs, file) -> file.map(MapMode.SHARED, 0, SIZE).force(0, SIZE)),
                new Syncing("truncate", (fs, file) -> file.truncate(3 * PAGE)));
    }

    @ParameterizedTest
    @MethodSource("syncings")
    @DisplayName("S32, G36: whatever must write stores back over a bad sector fails with the error that names the file")
    void typedErrors(Syncing syncing) {
        DaxFileSystem fs = dirty(Contract.STRONG);
        DaxFile file = fs.open("/bad", OpenFlag.READ, OpenFlag.WRITE);
        failsNaming(() -> syncing.operation.accept(fs, file));
        assertThat(fs.snapshots()).isEmpty();
        assertThatThrownBy(fs::thaw)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        file.truncate(PAGE);
        syncing.operation.accept(fs, file);
        if (syncing.name.equals("freeze")) {
            fs.thaw();
        }
        fs.unmount();
    }

    @Test
    @DisplayName("a sync makes durable what no bad sector keeps from it, though it fails")
    void theRestIsDurable() {
        DaxFileSystem fs = dirty(Contract.STRONG);
        failsNaming(fs::sync);
        try (DaxFileSystem again = mount(Contract.STRONG)) {
            assertThat(getLong(again, "/good", PAGE)).isEqualTo(2);
            assertThat(getLong(again, "/bad", 0)).isEqualTo(1);
        }
    }
}
