package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.pmem.SimulatedDevice;

/**
 * Random operations with the power cut before every fence: the next mount finds the state before the operation or the one
 * after it, and the one after it once it has returned. Two threads take turns, so that what one left to the next fence
 * of the other would show.
 */
class PowerCutTest {
    private static final int SIZE = 384 << 10;

    private final SimulatedDevice memory = SimulatedDevice.ofSize(SIZE);
    private final SimulatedDevice copy = SimulatedDevice.ofSize(SIZE);
    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final List<byte[]> images = new ArrayList<>();

    @AfterEach
    void close() {
        one.shutdown();
        other.shutdown();
        memory.close();
        copy.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName(
            "S4, S36, G9: metadata is stored straight to the device, and a power cut leaves each operation done or not")
    void eachOperationIsAtomicAndDurable(long seed) throws Exception {
        Random random = new Random(seed);
        TestFs.PROVIDER.mkfs(memory);
        PowerCutDevice cut = new PowerCutDevice(memory);
        DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
        Random coin = new Random(seed);
        cut.beforeFence(() -> {
            images.add(cut.durable());
            images.add(cut.image(coin));
        });
        String before = describe(fs);
        for (int i = 0; i < 600; i++) {
            images.clear();
            DaxFileSystem current = fs;
            (random.nextBoolean() ? one : other)
                    .submit(() -> step(current, random))
                    .get();
            List<byte[]> taken = List.copyOf(images);
            String after = describe(fs);
            for (byte[] image : taken) {
                assertThat(recovered(image)).as("operation %d", i).isIn(before, after);
            }
            assertThat(recovered(cut.durable())).as("after operation %d", i).isEqualTo(after);
            assertThat(recovered(withoutPrimaryInodes(cut.durable())))
                    .as("from the replicas")
                    .isEqualTo(after);
            before = after;
            if (random.nextInt(40) == 0) {
                fs.unmount();
                fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
            }
        }
    }

    private static byte[] withoutPrimaryInodes(byte[] image) {
        Geometry geometry = Geometry.ofDevice(SIZE);
        Arrays.fill(image, (int) geometry.inodeOffset(0), (int) geometry.inodeOffset(geometry.inodes), (byte) 0);
        return image;
    }

    static void step(DaxFileSystem fs, Random random) {
        String path = path(random);
        String second = path(random);
        try {
            if (random.nextBoolean()) {
                PosixSteps.step(fs, random, path, second);
                return;
            }
            switch (random.nextInt(12)) {
                case 0 -> fs.mkdir(path);
                case 1 -> fs.rmdir(path);
                case 2 -> fs.unlink(path);
                case 3 -> fs.link(path, second);
                case 4 -> fs.symlink("target " + random.nextInt(), path);
                case 5, 6 -> fs.rename(path, second);
                case 7 -> fs.truncate(path, random.nextInt(12_000));
                case 8 -> fs.chmod(path, random.nextInt(512));
                case 9 -> fs.create(path).close();
                default -> {
                    try (DaxFile file = fs.open(path, OpenFlag.WRITE)) {
                        file.write(random.nextInt(9_000), TestFs.pattern(random.nextInt(9_000), random.nextInt()));
                    }
                }
            }
        } catch (DaxFileSystemException e) {
            assertThat(e.getMessage()).doesNotContain("EFSCORRUPTED");
        }
    }

    private static String path(Random random) {
        String name = "/" + (char) ('a' + random.nextInt(4));
        return random.nextBoolean() ? name : "/" + (char) ('a' + random.nextInt(4)) + name;
    }

    private String recovered(byte[] image) {
        copy.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
        DaxFileSystem fs = TestFs.PROVIDER.mount(copy, MountOptions.defaults());
        String state = describe(fs);
        assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
        return state;
    }

    /** Everything that can be seen of a file system but its times. */
    static String describe(DaxFileSystem fs) {
        return describe(fs, "").collect(Collectors.joining("\n"));
    }

    private static Stream<String> describe(DaxFileSystem fs, String path) {
        return fs.readdir(path.isEmpty() ? "/" : path).stream()
                .flatMap(entry -> Stream.concat(Stream.of(describe(fs, path, entry)), below(fs, path, entry)));
    }

    private static Stream<String> below(DaxFileSystem fs, String path, DirectoryEntry entry) {
        return entry.type() == FileType.DIRECTORY ? describe(fs, path + "/" + entry.name()) : Stream.of();
    }

    private static String describe(DaxFileSystem fs, String path, DirectoryEntry entry) {
        String name = path + "/" + entry.name();
        Stat stat = fs.lstat(name);
        String content = "";
        if (stat.type() == FileType.SYMLINK) {
            content = fs.readlink(name);
        } else if (stat.type() == FileType.REGULAR) {
            try (DaxFile file = fs.open(name)) {
                content = file.size() + " " + Arrays.hashCode(file.read(0, (int) file.size()));
            }
        }
        return name + " " + stat.ino() + " " + stat.type() + " " + stat.mode() + " " + stat.nlink() + " " + content
                + " " + PosixSteps.describe(fs, name, stat);
    }

    /** What recovery put right stays right: the next operation, by another thread, ends the life of the journal's record. */
    @Test
    void recoveryIsDurableBeforeTheNextOperation() throws Exception {
        Random random = new Random(5);
        TestFs.PROVIDER.mkfs(memory);
        PowerCutDevice cut = new PowerCutDevice(memory);
        cut.beforeFence(() -> {
            images.add(cut.durable());
            images.add(cut.image(random));
        });
        DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
        for (int i = 0; i < 300; i++) {
            step(fs, random);
        }
        assertThat(images.size()).isGreaterThan(200);
        for (byte[] image : images) {
            memory.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
            PowerCutDevice again = new PowerCutDevice(memory);
            DaxFileSystem recovered = one.submit(() -> TestFs.PROVIDER.mount(again.device, MountOptions.defaults()))
                    .get();
            other.submit(() -> recovered.mkdir("/a new directory")).get();
            assertThat(recovered(again.durable())).isEqualTo(describe(recovered));
        }
    }

    @Test
    void anOrphanIsGoneBeforeItsBlocksAreUsedAgain() {
        TestFs.PROVIDER.mkfs(memory);
        try (DaxFileSystem fs = TestFs.PROVIDER.mount(memory, MountOptions.defaults())) {
            fs.create("/a").close();
        }
        DaxFileSystem crashed = TestFs.PROVIDER.mount(memory, MountOptions.defaults());
        crashed.create("/orphan").write(0, TestFs.pattern(9_000, 1));
        crashed.open("/orphan");
        crashed.unlink("/orphan");
        PowerCutDevice cut = new PowerCutDevice(memory);
        Random coin = new Random(1);
        cut.beforeFence(() -> {
            for (int i = 0; i < 50; i++) {
                images.add(cut.image(coin));
            }
        });
        DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
        try (DaxFile file = fs.open("/a", OpenFlag.WRITE)) {
            file.write(0, TestFs.pattern(100_000, 2));
        }
        assertThat(images.size()).isEqualTo(150);
        for (byte[] image : images) {
            assertThat(recovered(image)).startsWith("/a ").doesNotContain("orphan");
        }
    }

    @Test
    void mkfsIsDurableAndNeverHalfDone() {
        PowerCutDevice cut = new PowerCutDevice(memory);
        Random coin = new Random(2);
        cut.beforeFence(() -> {
            for (int i = 0; i < 50; i++) {
                images.add(cut.image(coin));
            }
        });
        TestFs.PROVIDER.mkfs(cut.device);
        assertThat(recovered(cut.durable())).isEmpty();
        int refused = 0;
        for (byte[] image : images) {
            try {
                assertThat(recovered(image)).isEmpty();
            } catch (DaxFileSystemException e) {
                refused++;
                assertThat(e).hasMessageContaining("neither this superblock nor its replica");
            }
        }
        assertThat(refused).isBetween(50, images.size() - 10);
    }

    @Test
    void repairedCopiesAreDurable() {
        TestFs.PROVIDER.mkfs(memory);
        Geometry geometry = Geometry.ofDevice(SIZE);
        for (long damaged : new long[] {Layout.Superblock.PAGES, geometry.inodeOffset(Layout.ROOT_INO)}) {
            for (long offset : new long[] {damaged, geometry.replicaOffset(damaged)}) {
                memory.putByte(offset, (byte) (memory.getByte(offset) ^ 7));
                PowerCutDevice cut = new PowerCutDevice(memory);
                TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
                copy.putBytes(0, MemorySegment.ofArray(cut.durable()), 0, SIZE);
                assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
            }
        }
    }

    @Test
    void overwritesInPlaceAndSyncedStoresAreDurable() {
        TestFs.PROVIDER.mkfs(memory);
        PowerCutDevice cut = new PowerCutDevice(memory);
        DaxFileSystem fs = TestFs.PROVIDER.mount(cut.device, MountOptions.defaults());
        DaxFile file = fs.open("/a", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
        byte[] content = TestFs.pattern(10_000, 1);
        file.write(0, content);
        try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 10_000)) {
            for (int i = 0; i < 200; i++) {
                byte[] data = TestFs.pattern(1 + i * 37 % 300, i);
                int offset = i * 97 % 9_000;
                System.arraycopy(data, 0, content, offset, data.length);
                if (i % 2 == 0) {
                    file.write(offset, data);
                } else {
                    mapping.putBytes(offset, data);
                    file.fdatasync();
                }
                copy.putBytes(0, MemorySegment.ofArray(cut.durable()), 0, SIZE);
                DaxFile recovered =
                        TestFs.PROVIDER.mount(copy, MountOptions.defaults()).open("/a");
                assertThat(recovered.read(0, 10_000)).isEqualTo(content);
            }
        }
    }
}
