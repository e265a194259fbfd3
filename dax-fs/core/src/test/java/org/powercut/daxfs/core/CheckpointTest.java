package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** The checkpoint: a mount after it knows what a mount that reads all logs knows, and never anything that was once so. */
class CheckpointTest {
    private static final int SIZE = 1 << 20;

    private final SimulatedDevice device = SimulatedDevice.ofSize(SIZE);

    CheckpointTest() {
        TestFs.PROVIDER.mkfs(device);
    }

    @AfterEach
    void close() {
        device.close();
    }

    private static DaxFs mount(PmemDevice device, MountOptions.Checkpoint option) {
        return (DaxFs) TestFs.PROVIDER.mount(device, MountOptions.defaults().withCheckpoint(option));
    }

    private static long named(PmemDevice device) {
        return Superblock.read(device).number(Layout.Superblock.CHECKPOINT);
    }

    private void makeTree() {
        DaxFs fs = mount(device, MountOptions.Checkpoint.ALWAYS);
        fs.mkdir("/d");
        fs.mkdir("/d/e");
        for (int i = 0; i < 20; i++) {
            try (DaxFile file = fs.create("/d/e/" + i)) {
                file.write(i * 4096L, TestFs.bytes("content " + i));
            }
        }
        for (int i = 0; i < 20; i += 3) {
            fs.unlink("/d/e/" + i);
        }
        fs.unmount();
    }

    private static int residents(DaxFs fs) {
        int[] count = {0};
        fs.volume.inodes.forEachResident(inode -> count[0]++);
        return count[0];
    }

    private static String describe(DaxFileSystem fs) {
        StringBuilder all = new StringBuilder();
        describe(fs, "", all);
        return all.append(fs.statfs()).toString();
    }

    private static void describe(DaxFileSystem fs, String path, StringBuilder all) {
        fs.readdir(path.isEmpty() ? "/" : path).forEach(entry -> {
            String child = path + "/" + entry.name();
            all.append(child).append(' ').append(entry.ino()).append(' ');
            if (entry.type() == FileType.REGULAR) {
                try (DaxFile file = fs.open(child)) {
                    all.append(Arrays.hashCode(file.read(0, (int) file.size())));
                }
            }
            all.append(fs.lstat(child).nlink()).append('\n');
            if (entry.type() == FileType.DIRECTORY) {
                describe(fs, child, all);
            }
        });
    }

    @Test
    @DisplayName("a mount takes over the checkpoint, reads no logs of files, and knows the same")
    void takenOver() {
        makeTree();
        assertThat(named(device)).isPositive();
        assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
        DaxFs scanned = mount(device, MountOptions.Checkpoint.NEVER);
        DaxFs fs = mount(device, MountOptions.Checkpoint.AUTO);
        assertThat(residents(fs)).isEqualTo(1);
        assertThat(residents(scanned)).isGreaterThan(10);
        assertThat(describe(fs)).isEqualTo(describe(scanned));
        fs.mkdir("/d/more");
        fs.rename("/d/e", "/e");
        fs.unmount();
        assertThat(describe(mount(device, MountOptions.Checkpoint.COMPARE))).contains("/e/1 ", "/d/more ");
    }

    @Test
    @DisplayName("under the contract WEAK, an unmount makes all durable before it writes the checkpoint")
    void weak() {
        MountOptions weak =
                MountOptions.defaults().withContract(Contract.WEAK).withCheckpoint(MountOptions.Checkpoint.ALWAYS);
        DaxFileSystem fs = TestFs.PROVIDER.mount(device, weak);
        fs.mkdir("/d");
        for (int i = 0; i < 30; i++) {
            try (DaxFile file = fs.create("/d/" + i)) {
                file.write(0, TestFs.bytes("content " + i));
            }
            if (i % 2 == 0) {
                fs.unlink("/d/" + i);
            }
        }
        String expected = describe(fs);
        fs.unmount();
        assertThat(named(device)).isPositive();
        assertThat(describe(mount(device, MountOptions.Checkpoint.COMPARE))).isEqualTo(expected);
    }

    @Test
    @DisplayName("looking changes nothing; the first change takes the checkpoint's name away before all else")
    void dropped() {
        makeTree();
        long name = named(device);
        DaxFs fs = mount(device, MountOptions.Checkpoint.ALWAYS);
        describe(fs);
        fs.sync();
        fs.unmount();
        assertThat(named(device)).isEqualTo(name);
        mount(device, MountOptions.Checkpoint.ALWAYS).chmod("/d", 0700);
        assertThat(named(device)).isZero();
        fs = mount(device, MountOptions.Checkpoint.AUTO);
        assertThat(fs.stat("/d").mode()).isEqualTo(0700);
        fs.unmount();
        assertThat(named(device)).as("not worthwhile").isZero();
    }

    @Test
    @DisplayName("a checkpoint that is damaged, poisoned, or of another time counts for nothing")
    void passedOver() {
        makeTree();
        long offset = named(device) * Pmem.PAGE;
        String expected = describe(mount(device, MountOptions.Checkpoint.NEVER));
        for (int byteOffset : new int[] {0, 8, 30, 64, 100}) {
            byte before = device.getByte(offset + byteOffset);
            device.putByte(offset + byteOffset, (byte) ~before);
            DaxFs fs = mount(device, MountOptions.Checkpoint.AUTO);
            assertThat(residents(fs)).isGreaterThan(10);
            assertThat(describe(fs)).isEqualTo(expected);
            assertThat(TestFs.PROVIDER.fsck(device).problems()).isEmpty();
            device.putByte(offset + byteOffset, before);
        }
        assertThat(residents(mount(device, MountOptions.Checkpoint.AUTO))).isEqualTo(1);
        device.mediaErrors().poison(offset + 64, 1, Visibility.LATENT);
        String tree = expected.substring(0, expected.indexOf("StatFs"));
        assertThat(describe(mount(device, MountOptions.Checkpoint.AUTO))).startsWith(tree);
    }

    @Test
    @DisplayName("the debugging mount and fsck say how a checkpoint differs from the logs")
    void compared() {
        makeTree();
        Superblock superblock = Superblock.read(device);
        long block = superblock.number(Layout.Superblock.CHECKPOINT);
        long length = superblock.number(Layout.Superblock.CHECKPOINT_LENGTH);
        long lastCount = block * Pmem.PAGE + length - Pmem.ATOM;
        device.putLong(lastCount, device.getLong(lastCount) + 1);
        byte[] blob = new byte[(int) length];
        device.getBytes(block * Pmem.PAGE, MemorySegment.ofArray(blob), 0, length);
        CRC32C crc = new CRC32C();
        crc.update(blob);
        superblock.nameCheckpoint(device, block, length, crc.getValue());

        assertThatThrownBy(() -> mount(device, MountOptions.Checkpoint.COMPARE))
                .isInstanceOf(CorruptFileSystemException.class)
                .hasMessageContaining("superblock[0].checkpoint")
                .hasMessageContaining("in the checkpoint, block ")
                .hasMessageContaining("is in use, but free in the logs");
        assertThat(TestFs.PROVIDER.fsck(device).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.where()).isEqualTo("superblock[0].checkpoint"));
    }

    @Test
    @DisplayName("a false checkpoint with a right checksum is met by typed errors only")
    void hostile() {
        makeTree();
        Superblock superblock = Superblock.read(device);
        long block = superblock.number(Layout.Superblock.CHECKPOINT);
        int length = (int) superblock.number(Layout.Superblock.CHECKPOINT_LENGTH);
        byte[] original = new byte[SIZE];
        device.getBytes(0, MemorySegment.ofArray(original), 0, SIZE);
        byte[] blob = new byte[length];
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            device.putBytes(0, MemorySegment.ofArray(original), 0, SIZE);
            device.getBytes(block * Pmem.PAGE, MemorySegment.ofArray(blob), 0, length);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = 16 + 8 * random.nextInt((length - 16) / 8);
                long value = Bytes.getLong(blob, at);
                Bytes.putLong(blob, at, random.nextInt(4) == 0 ? random.nextLong() : value + random.nextInt(5) - 2);
            }
            device.putBytes(block * Pmem.PAGE, MemorySegment.ofArray(blob), 0, length);
            CRC32C crc = new CRC32C();
            crc.update(blob);
            Superblock.read(device).nameCheckpoint(device, block, length, crc.getValue());
            try {
                DaxFs fs = mount(device, MountOptions.Checkpoint.AUTO);
                describe(fs);
                for (int file = 0; file < 20; file++) {
                    try (DaxFile made = fs.open("/d/e/" + file, OpenFlag.WRITE, OpenFlag.CREATE)) {
                        made.write(0, new byte[9_000]);
                    }
                    fs.unlink("/d/e/" + file);
                }
                fs.unmount();
            } catch (DaxFileSystemException e) {
                assertThat(e.errno()).isNotNull();
            }
        }
    }

    @Test
    @DisplayName(
            "G20: power is cut anywhere in unmounts with checkpoints and the changes after them, and nothing is lost")
    void powerCuts() {
        PowerCutDevice cut = new PowerCutDevice(device);
        Random random = new Random(11);
        List<byte[]> images = new ArrayList<>();
        cut.beforeFence(() -> {
            images.add(cut.durable());
            images.add(cut.image(random));
        });
        try (SimulatedDevice copy = SimulatedDevice.ofSize(SIZE)) {
            for (int round = 0; round < 60; round++) {
                DaxFs fs = mount(cut.device, MountOptions.Checkpoint.ALWAYS);
                for (int i = 0; i < 2; i++) {
                    images.clear();
                    String before = describe(fs);
                    change(fs, random);
                    String after = describe(fs);
                    requireEither(copy, images, before, after);
                }
                String last = describe(fs);
                images.clear();
                fs.unmount();
                requireEither(copy, images, last, last);
                requireEither(copy, List.of(cut.durable()), last, last);
            }
        }
    }

    private static void change(DaxFs fs, Random random) {
        String path = "/" + random.nextInt(4);
        try {
            switch (random.nextInt(6)) {
                case 0 -> fs.mkdir(path);
                case 3 -> fs.create(path).close();
                case 1 -> fs.rename(path, "/" + random.nextInt(4));
                case 2 -> fs.unlink(path);
                default -> {
                    try (DaxFile file = fs.open(path, OpenFlag.WRITE)) {
                        file.write(random.nextInt(5_000), TestFs.pattern(random.nextInt(6_000) + 1, random.nextInt()));
                    }
                }
            }
        } catch (DaxFileSystemException e) {
            assertThat(e.getMessage()).doesNotContain("EFSCORRUPTED");
        }
    }

    private static void requireEither(SimulatedDevice copy, List<byte[]> images, String before, String after) {
        for (byte[] image : List.copyOf(images)) {
            copy.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
            assertThat(describe(mount(copy, MountOptions.Checkpoint.AUTO))).isIn(before, after);
            assertThat(TestFs.PROVIDER.fsck(copy).problems()).isEmpty();
            mount(copy, MountOptions.Checkpoint.COMPARE);
        }
    }
}
