package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.MapAdvice;
import org.powercut.daxfs.MapFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.SimulatedDevice;

/** Which files are accessed directly, what mappings may be asked for then, and what files without DAX do instead. */
class DaxStateTest {
    private static final int PAGE = 4096;

    private final SimulatedDevice device = SimulatedDevice.ofSize(4 << 20);

    @AfterEach
    void close() {
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        device.close();
    }

    private DaxFileSystem mkfs(DaxMode mode) {
        TestFs.PROVIDER.mkfs(device);
        return mount(mode);
    }

    private DaxFileSystem mount(DaxMode mode) {
        return TestFs.PROVIDER.mount(device, MountOptions.defaults().withDax(mode));
    }

    private static DaxFile nodatacow(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    private static void refused(Runnable operation) {
        assertThatThrownBy(operation::run).isInstanceOf(NotSupportedException.class);
    }

    @ParameterizedTest(name = "mount {0}, flag {1}: {2}")
    @DisplayName("S28, G21: the state of a file follows from mount option and flag (generic/606)")
    @CsvSource({
        "INODE, true, true",
        "INODE, false, false",
        "ALWAYS, true, true",
        "ALWAYS, false, true",
        "NEVER, true, false",
        "NEVER, false, false"
    })
    void matrix(DaxMode mode, boolean flag, boolean dax) {
        DaxFileSystem fs = mkfs(DaxMode.INODE);
        nodatacow(fs, "/f").close();
        Set<FileFlag> flags = EnumSet.of(FileFlag.NODATACOW);
        if (flag) {
            flags.add(FileFlag.DAX);
        }
        fs.setFlags("/f", flags);
        fs.mkdir("/d");
        fs.unmount();
        try (DaxFileSystem again = mount(mode)) {
            assertThat(again.stat("/f").dax()).isEqualTo(dax);
            assertThat(again.stat("/f").flags().contains(FileFlag.DAX))
                    .as("the flag stays")
                    .isEqualTo(flag);
            assertThat(again.stat("/d").dax()).as("regular files only").isFalse();
            DaxFile file = again.open("/f", OpenFlag.READ, OpenFlag.WRITE);
            assertThat(file.stat().dax()).isEqualTo(dax);
            file.write(0, new byte[PAGE]);
            if (dax) {
                assertThat(file.map(MapMode.SHARED_SYNC, 0, PAGE).mode()).isEqualTo(MapMode.SHARED_SYNC);
            } else {
                refused(() -> file.map(MapMode.SHARED_SYNC, 0, PAGE));
            }
        }
    }

    @Test
    @DisplayName("S22, G24: what MAP_SHARED ignores, MAP_SHARED_VALIDATE refuses")
    void flags() {
        try (DaxFileSystem fs = mkfs(DaxMode.NEVER)) {
            DaxFile file = nodatacow(fs, "/f");
            file.truncate(PAGE);
            for (MapFlag flag : new MapFlag[] {MapFlag.SYNC, MapFlag.DIRECT}) {
                assertThat(file.map(MapMode.SHARED, 0, PAGE, Set.of(flag)).mode())
                        .isEqualTo(MapMode.SHARED);
                for (MapMode mode : new MapMode[] {MapMode.SHARED, MapMode.SHARED_READ}) {
                    refused(() -> file.map(mode, 0, PAGE, Set.of(flag, MapFlag.VALIDATE)));
                }
            }
            assertThat(file.map(MapMode.SHARED, 0, PAGE, Set.of(MapFlag.VALIDATE))
                            .mode())
                    .isEqualTo(MapMode.SHARED);
        }
        try (DaxFileSystem fs = mount(DaxMode.INODE)) {
            DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE);
            Set<MapFlag> all = EnumSet.allOf(MapFlag.class);
            assertThat(file.map(MapMode.SHARED, 0, PAGE, all).mode()).isEqualTo(MapMode.SHARED_SYNC);
            assertThat(file.map(MapMode.SHARED, 0, PAGE, Set.of(MapFlag.SYNC)).mode())
                    .isEqualTo(MapMode.SHARED);
            assertThat(file.map(MapMode.SHARED_READ, 0, PAGE, all).mode()).isEqualTo(MapMode.SHARED_READ);
            assertThatThrownBy(() -> file.map(MapMode.PRIVATE, 0, PAGE, all))
                    .isInstanceOfSatisfying(
                            DaxFileSystemException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
            DaxFile cow = fs.create("/cow");
            cow.truncate(PAGE);
            refused(() -> cow.map(MapMode.SHARED, 0, PAGE, all));
            assertThat(cow.map(MapMode.SHARED, 0, PAGE, Set.of(MapFlag.VALIDATE, MapFlag.DIRECT))
                            .mode())
                    .isEqualTo(MapMode.SHARED);
        }
    }

    @ParameterizedTest
    @EnumSource(DaxMode.class)
    @DisplayName("S22: advice upgrades a mapping, or is refused and leaves it as it was")
    void advice(DaxMode mode) {
        try (DaxFileSystem fs = mkfs(mode)) {
            DaxFile file = nodatacow(fs, "/f");
            file.truncate(PAGE);
            DaxMapping shared = file.map(MapMode.SHARED, 0, PAGE);
            DaxMapping copy = file.map(MapMode.PRIVATE, 0, PAGE);
            shared.putLong(0, 1);
            long faults = shared.faults().stores();
            refused(() -> copy.advise(MapAdvice.SYNC));
            if (mode == DaxMode.NEVER) {
                refused(() -> shared.advise(MapAdvice.SYNC));
                refused(() -> shared.advise(MapAdvice.DIRECT));
                assertThat(shared.mode()).isEqualTo(MapMode.SHARED);
            } else {
                shared.advise(MapAdvice.DIRECT);
                shared.advise(MapAdvice.SYNC);
                assertThat(shared.mode()).isEqualTo(MapMode.SHARED_SYNC);
                shared.putLong(0, 2);
                assertThat(shared.faults().stores())
                        .as("a fault under the new promise")
                        .isEqualTo(faults + 1);
            }
            assertThat(copy.mode()).isEqualTo(MapMode.PRIVATE);
        }
    }

    @Test
    @DisplayName("S2: with DAX no copy in DRAM stands between a store and the device")
    void noShadow() {
        try (DaxFileSystem fs = mkfs(DaxMode.INODE)) {
            for (DaxFile file : new DaxFile[] {fs.create("/cow"), nodatacow(fs, "/inplace")}) {
                file.write(0, new byte[PAGE]);
                String name = fs.stat("/cow").ino() == file.stat().ino() ? "/cow" : "/inplace";
                file.map(MapMode.SHARED, 0, PAGE).putLong(8, 42);
                long page = TestFs.PROVIDER
                        .mediaMap(device)
                        .find("data[" + name + "] page 0")
                        .getFirst()
                        .offset();
                assertThat(device.getLong(page + 8)).isEqualTo(42);
            }
        }
    }

    @Test
    @DisplayName("S9: without DAX all mappings of a file share its pages in DRAM, and reads see them")
    void sharedPagesInMemory() {
        try (DaxFileSystem fs = mkfs(DaxMode.NEVER)) {
            for (DaxFile file : new DaxFile[] {fs.create("/cow"), nodatacow(fs, "/inplace")}) {
                file.write(0, TestFs.pattern(2 * PAGE, 1));
                DaxMapping one = file.map(MapMode.SHARED, 0, 2 * PAGE);
                DaxMapping two = file.map(MapMode.SHARED_READ, PAGE, PAGE);
                one.putLong(PAGE, 42);
                assertThat(two.getLong(0)).isEqualTo(42);
                assertThat(Bytes.getLong(file.read(PAGE, 8), 0)).isEqualTo(42);
                file.write(PAGE + 8, TestFs.bytes("written!"));
                assertThat(two.getBytes(8, 8)).isEqualTo(TestFs.bytes("written!"));
                assertThat(two.getLong(0))
                        .as("a write keeps the stores around it")
                        .isEqualTo(42);
            }
        }
    }

    @Test
    @DisplayName("S9, G5, G28: without DAX stores reach the media with fsync, force, sync and unmount, and not before")
    void writtenBack() {
        DaxFileSystem fs = mkfs(DaxMode.NEVER);
        DaxFile file = nodatacow(fs, "/f");
        file.write(0, new byte[4 * PAGE]);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
        mapping.putLong(0, 1);
        assertThat(onMedia(0)).isZero();
        file.fsync();
        assertThat(onMedia(0)).isEqualTo(1);
        mapping.putLong(0, 2);
        mapping.force(0, 8);
        assertThat(onMedia(0)).isEqualTo(2);
        mapping.putLong(PAGE, 3);
        mapping.close();
        assertThat(onMedia(PAGE)).isZero();
        fs.sync();
        assertThat(onMedia(PAGE)).isEqualTo(3);
        file.map(MapMode.SHARED, 0, PAGE).putLong(0, 4);
        fs.unmount();
        assertThat(onMedia(0)).isEqualTo(4);
    }

    /** What another mount, as after a crash, reads. */
    private long onMedia(long offset) {
        try (DaxFile file = TestFs.PROVIDER
                .mount(device, MountOptions.defaults().withReadOnly(true))
                .open("/f")) {
            return Bytes.getLong(file.read(offset, 8), 0);
        }
    }
}
