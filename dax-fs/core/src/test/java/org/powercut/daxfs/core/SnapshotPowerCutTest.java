package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Snapshot;
import org.powercut.pmem.SimulatedDevice;

/** Snapshots with the power cut before every fence: made or not, deleted or not, and never changed. */
class SnapshotPowerCutTest {
    private static final int SIZE = 512 << 10;

    private final SimulatedDevice memory = SimulatedDevice.ofSize(SIZE);
    private final SimulatedDevice copy = SimulatedDevice.ofSize(SIZE);
    private final List<byte[]> images = new ArrayList<>();
    private PowerCutDevice cut;
    private DaxFileSystem fs;

    @BeforeEach
    void mkfs() {
        TestFs.PROVIDER.mkfs(memory);
    }

    @AfterEach
    void close() {
        memory.close();
        copy.close();
    }

    private void mount(Contract contract) {
        cut = new PowerCutDevice(memory);
        Random coin = new Random(1);
        cut.beforeFence(() -> {
            images.add(cut.durable());
            for (int i = 0; i < 8; i++) {
                images.add(cut.image(coin));
            }
        });
        fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults().withContract(contract));
    }

    private DaxFileSystem recovered(byte[] image) {
        copy.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
        DaxFileSystem mounted = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        return mounted;
    }

    private static byte[] read(DaxFileSystem from, String path) {
        try (DaxFile file = from.open(path)) {
            return file.read(0, (int) file.size());
        }
    }

    private static void requireSnapshot(DaxFileSystem mounted, String name, String path, byte[] content) {
        try (DaxFileSystem past = mounted.openSnapshot(name)) {
            assertThat(read(past, path)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    @DisplayName(
            "G33: a power cut leaves a snapshot made or not, with every store before it, and a deletion done or not")
    void madeOrNotDeletedOrNot(Contract contract) {
        mount(contract);
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        file.write(0, TestFs.pattern(9000, 1));
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 9000);
        fs.sync();
        for (int round = 0; round < 3; round++) {
            mapping.putBytes(100, TestFs.pattern(5000, 10 + round));
            byte[] content = file.read(0, 9000);
            String name = "s" + round;
            images.clear();
            fs.createSnapshot(name);
            assertThat(checkEach(name, content))
                    .as("states without and with the snapshot")
                    .contains(false, true);
            requireSnapshot(recovered(cut.durable()), name, "/a", content);
        }
        mapping.close();
        file.close();
        fs.unlink("/a");
        fs.sync();
        for (int round = 0; round < 3; round++) {
            images.clear();
            fs.deleteSnapshot("s" + round);
            List<Boolean> seen = checkEach("s" + round, null);
            assertThat(seen).contains(true, false);
            assertThat(recovered(cut.durable()).snapshots()).hasSize(2 - round);
        }
        DaxFileSystem empty = recovered(cut.durable());
        assertThat(empty.statfs().freeInodes()).isEqualTo(empty.statfs().inodes());
    }

    /** For each image whether it has the snapshot. */
    private List<Boolean> checkEach(String name, byte[] content) {
        List<Boolean> seen = new ArrayList<>();
        for (byte[] image : images) {
            DaxFileSystem mounted = recovered(image);
            boolean has = mounted.snapshots().stream().map(Snapshot::name).anyMatch(name::equals);
            seen.add(has);
            if (has && content != null) {
                requireSnapshot(mounted, name, "/a", content);
            }
        }
        seen.add(recovered(cut.durable()).snapshots().stream()
                .map(Snapshot::name)
                .anyMatch(name::equals));
        return seen;
    }

    @ParameterizedTest
    @EnumSource(Contract.class)
    @DisplayName(
            "G33, S3: the first writes, stores, truncations and unlinks after a snapshot never reach it, wherever the power fails")
    void firstChangesAfterASnapshot(Contract contract) {
        mount(contract);
        byte[] content = TestFs.pattern(9000, 1);
        for (String path : List.of("/a", "/b", "/c")) {
            try (DaxFile file = fs.open(path, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
                file.write(0, content);
            }
        }
        fs.createSnapshot("s");
        images.clear();
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE);
        file.write(10, TestFs.pattern(100, 2));
        file.write(4000, TestFs.pattern(3000, 3));
        try (DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 9000)) {
            mapping.putLong(0, 1);
            mapping.putLong(8192, 2);
            mapping.flush(0, 9000);
            mapping.fence();
        }
        file.truncate(5000);
        file.truncate(7000);
        fs.unlink("/b");
        fs.rename("/c", "/a");
        fs.sync();
        images.add(cut.durable());
        assertThat(images).hasSizeGreaterThan(50);
        for (byte[] image : images) {
            DaxFileSystem mounted = recovered(image);
            for (String path : List.of("/a", "/b", "/c")) {
                requireSnapshot(mounted, "s", path, content);
            }
        }
    }

    @Test
    @DisplayName(
            "G25, G33: a store through SHARED_SYNC into a page that was copied after a snapshot is durable by flush and fence")
    void mapSyncStaysDurable() {
        mount(Contract.STRONG);
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        file.write(0, TestFs.pattern(4096, 1));
        DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, 4096);
        for (int round = 1; round <= 5; round++) {
            mapping.putLong(8, round);
            fs.createSnapshot("s" + round);
            mapping.putLong(0, 100 + round);
            mapping.flush(0, 8);
            mapping.fence();
            byte[] now = read(recovered(cut.durable()), "/a");
            assertThat(Bytes.getLong(now, 0)).isEqualTo(100 + round);
            assertThat(Bytes.getLong(now, 8)).isEqualTo(round);
        }
    }

    @Test
    @DisplayName(
            "a file that is rewritten forever under rolling snapshots fills neither the device nor its log, and each cut is whole")
    void logsStayShortUnderSnapshots() {
        mount(Contract.STRONG);
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
        byte[] kept = TestFs.pattern(4096, 0);
        file.write(0, kept);
        fs.createSnapshot("first");
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            images.clear();
            file.write(0, TestFs.pattern(4096, i));
            if (i % 100 == 99) {
                fs.createSnapshot("s" + i);
                if (i > 300) {
                    fs.deleteSnapshot("s" + (i - 300));
                }
            }
            if (images.size() > 40 || random.nextInt(300) == 0) {
                for (byte[] image : images) {
                    DaxFileSystem mounted = recovered(image);
                    requireSnapshot(mounted, "first", "/a", kept);
                    assertThat(Arrays.hashCode(read(mounted, "/a")))
                            .isIn(
                                    Arrays.hashCode(TestFs.pattern(4096, i)),
                                    Arrays.hashCode(i == 0 ? kept : TestFs.pattern(4096, i - 1)));
                }
            }
        }
        assertThat(((DaxFs) fs).volume.inodes.get(file.stat().ino()).log.pageCount())
                .isLessThan(9);
        assertThat(fs.statfs().freeBlocks()).isGreaterThan(60);
    }
}
