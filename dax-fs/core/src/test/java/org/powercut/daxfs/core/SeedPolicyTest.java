package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.powercut.daxfs.core.FallocateTest.refused;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PinPolicy;
import org.powercut.pmem.Pmem;

/** Open questions of docs/dax-semantics.md that are about what may change when, and which combinations there are. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeedPolicyTest {
    private static final int PAGE = 4096;

    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private byte[] page(long number) {
        byte[] bytes = new byte[PAGE];
        test.device.getBytes(number * PAGE, MemorySegment.ofArray(bytes), 0, PAGE);
        return bytes;
    }

    @Test
    @DisplayName("S8: data lies on the device once, an inode twice")
    void nothingButMetadataIsMirrored() {
        byte[] data = TestFs.pattern(PAGE, 77);
        test.createNodatacow("/f").write(0, data);
        int copies = 0;
        for (long page = 0; page < test.device.size() / PAGE; page++) {
            copies += Arrays.equals(page(page), data) ? 1 : 0;
        }
        assertThat(copies).isEqualTo(1);
        Geometry geometry = Geometry.ofDevice(test.device.size());
        long table = geometry.inodeOffset(0);
        assertThat(page(table / PAGE))
                .isEqualTo(page(geometry.replicaOffset(table) / PAGE))
                .isNotEqualTo(new byte[PAGE]);
    }

    @Test
    @DisplayName("S19, S21, G23: DAX is not taken away under a MAP_SYNC mapping; where it ends, an error says so")
    void mapSyncIsNeverBrokenSilently() {
        DaxFile file = test.createNodatacow("/f");
        file.truncate(2 * PAGE);
        DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 2 * PAGE);
        mapping.putLong(0, 1);
        refused(Errno.EBUSY, () -> test.fs.setFlags("/f", Set.of(FileFlag.NODATACOW)));
        refused(Errno.EINVAL, () -> test.fs.setFlags("/f", Set.of(FileFlag.DAX)));
        assertThat(mapping.mode()).isEqualTo(MapMode.SHARED_SYNC);
        mapping.putLong(PAGE, 2);
        assertThat(file.stat().dax()).isTrue();
        test.fs.unmount();
        refused(Errno.ESHUTDOWN, () -> mapping.putLong(0, 3));
        refused(Errno.ESHUTDOWN, () -> mapping.getLong(0));
        test.requireClean();
    }

    @Test
    @DisplayName("S19, S20: a switch of DAX needs an unmount; readers meanwhile see the right bytes or ESHUTDOWN")
    void switchesUnderReaders() {
        byte[] content = TestFs.pattern(3 * PAGE, 5);
        test.createNodatacow("/f").write(0, content);
        AtomicReference<DaxFileSystem> current = new AtomicReference<>(test.fs);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        CompletableFuture<?>[] readers = new CompletableFuture<?>[2];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = CompletableFuture.runAsync(
                    () -> {
                        while (!stop.get()) {
                            readAll(current.get(), content, reads);
                        }
                    },
                    task -> new Thread(task).start());
        }
        try {
            for (int i = 0; i < 20; i++) {
                int before = reads.get();
                while (reads.get() == before && !readers[0].isDone()) {
                    Thread.onSpinWait();
                }
                current.get().unmount();
                DaxMode mode = i % 2 == 0 ? DaxMode.NEVER : DaxMode.ALWAYS;
                current.set(TestFs.PROVIDER.mount(
                        test.device, MountOptions.defaults().withDax(mode)));
                assertThat(current.get().stat("/f").dax()).isEqualTo(mode == DaxMode.ALWAYS);
            }
        } finally {
            stop.set(true);
            CompletableFuture.allOf(readers).join();
        }
        assertThat(reads.get()).isGreaterThanOrEqualTo(20);
        test.requireClean();
    }

    private static void readAll(DaxFileSystem fs, byte[] content, AtomicInteger reads) {
        try (DaxFile file = fs.open("/f");
                DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, content.length)) {
            assertThat(mapping.getBytes(0, content.length)).isEqualTo(content);
            assertThat(file.read(0, content.length)).isEqualTo(content);
            reads.incrementAndGet();
        } catch (DaxFileSystemException e) {
            assertThat(e.errno()).isEqualTo(Errno.ESHUTDOWN);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S23: every combination of mount options mounts and works, or says what it refuses")
    void everyCombinationOfOptions(Contract contract) {
        DaxFile setUp = test.createNodatacow("/f");
        setUp.write(0, TestFs.pattern(2 * PAGE, 1));
        test.fs.unmount();
        for (DaxMode dax : DaxMode.values()) {
            for (PinPolicy pins : PinPolicy.values()) {
                for (MountOptions.Checkpoint checkpoint : MountOptions.Checkpoint.values()) {
                    for (int bits = 0; bits < 4; bits++) {
                        MountOptions options = MountOptions.defaults()
                                .withContract(contract)
                                .withDax(dax)
                                .withPins(pins)
                                .withCheckpoint(checkpoint)
                                .withVerifyData((bits & 1) != 0)
                                .withReadOnly((bits & 2) != 0);
                        try (DaxFileSystem fs = TestFs.PROVIDER.mount(test.device, options)) {
                            use(fs, dax != DaxMode.NEVER, options);
                        }
                        assertThat(TestFs.PROVIDER.fsck(test.device).problems())
                                .as("%s", options)
                                .isEmpty();
                    }
                }
            }
        }
    }

    private static void use(DaxFileSystem fs, boolean dax, MountOptions options) {
        assertThat(fs.contract()).isEqualTo(options.contract());
        DaxFile reader = fs.open("/f");
        assertThat(reader.map(MapMode.SHARED_READ, PAGE, PAGE).getBytes(8, PAGE - 8))
                .isEqualTo(reader.read(PAGE + 8, PAGE - 8));
        reader.map(MapMode.PRIVATE, 0, PAGE).putLong(0, 9);
        if (options.readOnly()) {
            refused(Errno.EROFS, () -> fs.open("/f", OpenFlag.READ, OpenFlag.WRITE));
            refused(Errno.EROFS, () -> fs.createSnapshot("s"));
            return;
        }
        DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE);
        DaxMapping shared = file.map(MapMode.SHARED, 0, 2 * PAGE);
        shared.putLong(0, 5);
        if (dax) {
            file.map(MapMode.SHARED_SYNC, 0, PAGE).putLong(0, 6);
            shared.pin(0, PAGE).close();
        } else {
            assertThatThrownBy(() -> file.map(MapMode.SHARED_SYNC, 0, PAGE)).isInstanceOf(NotSupportedException.class);
            assertThatThrownBy(() -> shared.pin(0, PAGE)).isInstanceOf(NotSupportedException.class);
            assertThatThrownBy(shared::segment).isInstanceOf(NotSupportedException.class);
        }
        shared.close();
        fs.createSnapshot("s");
        try (DaxFile clone = fs.create("/clone")) {
            clone.cloneFile(file);
            clone.allocate(FallocateMode.PUNCH_HOLE, 100, PAGE);
        }
        fs.freeze();
        fs.thaw();
        fs.deleteSnapshot("s");
        fs.unlink("/clone");
        file.fsync();
    }

    // feature bits

    private long features() {
        long primary = test.device.getLong(Layout.Superblock.INCOMPATIBLE);
        assertThat(test.device.getLong(test.device.size() - Pmem.PAGE + Layout.Superblock.INCOMPATIBLE))
                .as("both copies")
                .isEqualTo(primary);
        return primary;
    }

    private void setFeatures(long bits) {
        for (long offset : new long[] {0, test.device.size() - Pmem.PAGE}) {
            test.device.putLong(offset + Layout.Superblock.INCOMPATIBLE, bits);
            byte[] bytes = new byte[Layout.Superblock.STRUCT.length()];
            test.device.getBytes(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
            int crc = new Checksum().of(bytes, Layout.Superblock.CRC + 4, bytes.length);
            test.device.putInt(offset + Layout.Superblock.CRC, crc);
        }
    }

    @Test
    @DisplayName("S25: a feature marks the image at its first use, and neither its knowledge nor other use does")
    void featuresMarkTheImage() {
        long plain = features();
        assertThat(plain).isEqualTo(Layout.Superblock.FEATURE_CHECKSUMS);
        DaxFile file = test.create("/a", "content");
        test.fs.mkdir("/d");
        test.fs.rename("/a", "/d/a");
        test.remount();
        assertThat(features()).as("an image that an older version can mount").isEqualTo(plain);
        file = test.fs.open("/d/a", OpenFlag.READ, OpenFlag.WRITE);
        file.allocate(FallocateMode.ALLOCATE, 0, 2 * PAGE);
        assertThat(features()).isEqualTo(plain |= Layout.Superblock.FEATURE_UNWRITTEN);
        test.fs.xattrs("/d").set("user.a", new byte[1]);
        assertThat(features()).isEqualTo(plain |= Layout.Superblock.FEATURE_ATTRIBUTES);
        test.fs.create("/clone").cloneFile(file);
        assertThat(features()).isEqualTo(plain |= Layout.Superblock.FEATURE_REFLINK);
        test.fs.createSnapshot("s");
        assertThat(features()).isEqualTo(plain | Layout.Superblock.FEATURE_SNAPSHOTS);
        test.remount();
        assertThat(test.read("/clone")).startsWith("content");
    }

    @Test
    @DisplayName(
            "S25: a feature that is not known is refused by name, and one that is used without its mark is refused")
    void unknownAndUnmarkedFeatures() {
        DaxFile file = test.create("/a", "content");
        test.fs.create("/clone").cloneFile(file);
        test.fs.unmount();
        long known = features();
        setFeatures(known | 1L << 40);
        assertThatThrownBy(test::mount)
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("0x10000000000");
        setFeatures(known & ~Layout.Superblock.FEATURE_REFLINK);
        assertThatThrownBy(test::mount).isInstanceOf(CorruptFileSystemException.class);
        setFeatures(known);
        assertThat(test.mount().exists("/clone")).isTrue();
    }
}
