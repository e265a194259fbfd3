package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.Progress;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** fsck --repair: what can be saved of a damaged image is saved, and the image is clean afterwards. */
class RepairTest {
    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.close();
    }

    private void makeTree() {
        test.fs.mkdir("/d");
        test.fs.mkdir("/d/e");
        test.fs.mkdir("/d/e/deep");
        for (int i = 0; i < 12; i++) {
            test.write("/d/f" + i, "content " + i);
            test.write("/d/e/g" + i, "other content " + i);
        }
        test.write("/d/e/deep/bottom", "at the bottom");
        test.fs.symlink("d/f0", "/link");
        test.fs.link("/d/f1", "/second");
        test.fs.unlink("/d/f11");
        test.fs.unmount();
        test.requireClean();
    }

    private List<MediaMap.Field> find(String pattern) {
        return TestFs.PROVIDER.mediaMap(test.device).find(pattern);
    }

    private MediaMap.Field field(String pattern) {
        return find(pattern).getFirst();
    }

    private void poison(String pattern) {
        test.device.mediaErrors().poison(field(pattern).offset(), 1, Visibility.LATENT);
    }

    private long ino(String path) {
        try (DaxFileSystem fs = test.mount()) {
            return fs.lstat(path).ino();
        }
    }

    private FsckReport repair() {
        return TestFs.PROVIDER.repair(test.device, Progress.NONE);
    }

    /** Repairs, and mounts what is clean now. */
    private void repairAndMount() {
        assertThat(repair().isClean()).as("there was nothing to repair").isFalse();
        test.requireClean();
        test.fs = test.mount();
        assertThat(test.fs.isReadOnly()).isFalse();
    }

    private byte[] image() {
        byte[] image = new byte[(int) test.device.size()];
        test.device.getBytes(0, MemorySegment.ofArray(image), 0, image.length);
        return image;
    }

    @Test
    @DisplayName("a clean image stays as it is")
    void clean() {
        makeTree();
        byte[] before = image();
        assertThat(repair().isClean()).isTrue();
        assertThat(image()).isEqualTo(before);
    }

    @Test
    @DisplayName("without a superblock there is no repair, and nothing is changed")
    void noSuperblock() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(1 << 20)) {
            device.putLong(5000, 1);
            assertThatThrownBy(() -> TestFs.PROVIDER.repair(device, Progress.NONE))
                    .isInstanceOf(CorruptFileSystemException.class)
                    .hasMessageContaining("superblock[0]");
            assertThat(device.getLong(5000)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("damaged copies are written anew from the good ones")
    void copies() {
        makeTree();
        for (String name : List.of("superblock[1].epoch", "inode[8].generation", "inode_replica[9].crc")) {
            long offset = field(name).offset();
            test.device.putByte(offset, (byte) (test.device.getByte(offset) ^ 1));
        }
        assertThat(repair().problems()).hasSize(3);
        test.requireClean();
        test.fs = test.mount();
        assertThat(test.read("/d/f0")).isEqualTo("content 0");
    }

    @Test
    @DisplayName("a directory whose log is lost goes, and what was in it is found in lost+found")
    void lostDirectory() {
        makeTree();
        long e = ino("/d/e");
        long deep = ino("/d/e/deep");
        poison("log[inode " + e + "] page 0");
        repairAndMount();
        assertThat(test.fs.exists("/d/e")).isFalse();
        assertThat(test.read("/d/f3")).isEqualTo("content 3");
        assertThat(test.read("/lost+found/#" + deep + "/bottom")).isEqualTo("at the bottom");
        List<String> contents = new ArrayList<>();
        for (DirectoryEntry entry : test.fs.readdir("/lost+found")) {
            if (entry.type() == FileType.REGULAR) {
                contents.add(test.read("/lost+found/" + entry.name()));
            }
        }
        assertThat(contents).hasSize(12).allMatch(content -> content.startsWith("other content "));
        assertThat(test.fs.stat("/lost+found").nlink()).isEqualTo(3);
    }

    @Test
    @DisplayName("a root directory that is lost is made anew")
    void lostRoot() {
        makeTree();
        long d = ino("/d");
        poison("log[inode 1] page 0");
        repairAndMount();
        assertThat(test.fs.readdir("/")).extracting(DirectoryEntry::name).containsExactly("lost+found");
        assertThat(test.read("/lost+found/#" + d + "/e/deep/bottom")).isEqualTo("at the bottom");
        assertThat(test.fs.stat("/lost+found/#" + d + "/f1").nlink())
                .as("the other name was in the root")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("inodes that are lost in both copies lose their names, and are used again")
    void lostInodes() {
        makeTree();
        long ino = ino("/d/f4");
        poison("inode[" + ino + "].crc");
        poison("inode_replica[" + ino + "].crc");
        repairAndMount();
        assertThat(test.fs.exists("/d/f4")).isFalse();
        assertThat(test.read("/d/e/g9")).isEqualTo("other content 9");
        for (int i = 0; i < 10; i++) {
            test.write("/new" + i, "new");
        }
        assertThat(ino("/new0")).isLessThanOrEqualTo(ino);
        test.remount();
    }

    @Test
    @DisplayName("a log with a wrong entry is kept up to there")
    void truncatedLog() {
        makeTree();
        test.fs = test.mount();
        try (DaxFile file = test.fs.open("/d/f2", org.powercut.daxfs.OpenFlag.WRITE)) {
            file.append(TestFs.bytes(" and more"));
        }
        test.fs.unmount();
        List<MediaMap.Field> entries = find("log[inode " + ino("/d/f2") + "] entry * (write).crc");
        test.device.putInt(entries.getLast().offset(), 0);
        repairAndMount();
        assertThat(test.read("/d/f2")).isEqualTo("content 2");
    }

    @Test
    @DisplayName("a poisoned journal is made empty")
    void journal() {
        makeTree();
        poison("journal[0].slot[0].commit");
        repairAndMount();
        assertThat(test.read("/second")).isEqualTo("content 1");
        test.fs.mkdir("/new");
        test.remountWithoutUnmount();
        assertThat(test.fs.exists("/new")).isTrue();
    }

    @Test
    @DisplayName("one damaged copy of the list of bad sectors is written anew from the other")
    void badblockLog() {
        makeTree();
        test.device.mediaErrors().poison(field("data[/d/f5] page 0").offset(), 1, Visibility.LISTED);
        test.mount().unmount();
        test.device
                .mediaErrors()
                .clear(MediaRange.covering(field("data[/d/f5] page 0").offset(), 1));
        test.device.putInt(field("log[inode 2] entry 0 (badblock).crc").offset(), 0);
        repairAndMount();
        assertThat(test.fs.mediaErrors()).hasSize(1);
    }

    @Test
    @DisplayName("after one damage anywhere in the metadata, a repair leaves a clean image, and most files")
    void anyDamage() {
        makeTree();
        byte[] good = image();
        List<MediaMap.Field> fields = new ArrayList<>(find("log[*].*"));
        fields.addAll(find("inode[*].*"));
        fields.addAll(find("journal[*].*"));
        fields.removeIf(field -> field.length() > 256);
        Random random = new Random(11);
        for (int round = 0; round < 400; round++) {
            MediaMap.Field field = fields.get(random.nextInt(fields.size()));
            long offset = field.offset() + random.nextLong(field.length());
            boolean poisons = random.nextBoolean();
            if (poisons) {
                test.device.mediaErrors().poison(offset, 1, Visibility.LATENT);
            } else {
                test.device.putByte(offset, (byte) random.nextInt());
            }
            requireRepaired(field.name() + (poisons ? " poisoned" : " changed"), 20);
            restore(good);
        }
    }

    @Test
    @DisplayName("after damage in many places, a repair leaves a clean image that can be mounted")
    void muchDamage() {
        makeTree();
        byte[] good = image();
        List<MediaMap.Field> fields = new ArrayList<>(find("log[*].*"));
        fields.addAll(find("inode[*].*"));
        fields.addAll(find("inode_replica[*].*"));
        fields.removeIf(field -> field.length() > 256);
        Random random = new Random(12);
        for (int round = 0; round < 150; round++) {
            for (int i = 0; i < 12; i++) {
                MediaMap.Field field = fields.get(random.nextInt(fields.size()));
                test.device.putByte(field.offset() + random.nextLong(field.length()), (byte) random.nextInt());
            }
            requireRepaired("round " + round, 0);
            restore(good);
        }
    }

    private void requireRepaired(String what, int filesLeft) {
        repair();
        assertThat(TestFs.PROVIDER.fsck(test.device).problems()).as(what).isEmpty();
        DaxFileSystem fs = test.mount();
        assertThat(fs.isReadOnly()).as(what).isFalse();
        assertThat(readAll(fs, "/")).as(what).isGreaterThanOrEqualTo(filesLeft);
        fs.mkdir("/new directory");
        fs.create("/new directory/file").close();
        fs.unmount();
        assertThat(TestFs.PROVIDER.fsck(test.device).problems()).as(what).isEmpty();
    }

    /** Reads every file; returns how many hold what was written to one. */
    private static int readAll(DaxFileSystem fs, String directory) {
        int whole = 0;
        for (DirectoryEntry entry : fs.readdir(directory)) {
            String path = (directory.equals("/") ? "" : directory) + "/" + entry.name();
            if (entry.type() == FileType.DIRECTORY) {
                whole += readAll(fs, path);
            } else if (entry.type() == FileType.REGULAR) {
                try (DaxFile file = fs.open(path)) {
                    whole += new String(file.read(0, 100)).contains("content") ? 1 : 0;
                } catch (DaxFileSystemException e) {
                    assertThat(e.errno()).isEqualTo(org.powercut.daxfs.Errno.EIO);
                }
            }
        }
        return whole;
    }

    private void restore(byte[] image) {
        for (MediaRange range : test.device.mediaErrors().poisoned()) {
            test.device.mediaErrors().clear(range);
        }
        test.device.putBytes(0, MemorySegment.ofArray(image), 0, image.length);
    }

    @Test
    @DisplayName("a repair that loses power at any fence can be repeated")
    void interrupted() {
        makeTree();
        long e = ino("/d/e");
        test.device.mediaErrors().poison(field("log[inode " + e + "] page 0").offset(), 1, Visibility.LATENT);
        byte[] damaged = new byte[(int) test.device.size()];
        MediaRange bad = test.device.mediaErrors().poisoned().getFirst();
        test.device.mediaErrors().clear(bad);
        test.device.getBytes(0, MemorySegment.ofArray(damaged), 0, damaged.length);
        PowerCutDevice cuts = new PowerCutDevice(test.device);
        List<byte[]> images = new ArrayList<>();
        Random random = new Random(5);
        cuts.beforeFence(() -> {
            images.add(cuts.durable());
            images.add(cuts.image(random));
        });
        TestFs.PROVIDER.repair(cuts.device, Progress.NONE);
        assertThat(images).hasSizeGreaterThan(10);
        for (byte[] image : images) {
            restore(image);
            requireRepaired("after a power cut", 20);
        }
    }

    /** A tree with snapshots, clones, and attributes in blocks. */
    private void makeRichTree() {
        makeTree();
        test.fs = test.mount();
        test.fs.xattrs("/d/f3").set("user.long", TestFs.pattern(5000, 3));
        test.fs.createSnapshot("first");
        try (DaxFile source = test.fs.open("/d/f5");
                DaxFile clone = test.fs.create("/clone")) {
            clone.cloneFile(source);
        }
        test.fs.unlink("/d/f6");
        test.fs.createSnapshot("second");
        test.fs.unlink("/d/f7");
        test.fs.unmount();
        test.requireClean();
    }

    @Test
    @DisplayName("a repair in place keeps snapshots, clones and attributes")
    void richTreeInPlace() {
        makeRichTree();
        test.device.putInt(field("inode_replica[12].crc").offset(), 1);
        repairAndMount();
        assertThat(test.fs.snapshots()).hasSize(2);
        try (DaxFileSystem snapshot = test.fs.openSnapshot("first")) {
            assertThat(snapshot.exists("/d/f6")).isTrue();
            assertThat(snapshot.exists("/d/f7")).isTrue();
        }
        assertThat(test.read("/clone")).isEqualTo("content 5");
        assertThat(test.fs.xattrs("/d/f3").get("user.long")).isEqualTo(TestFs.pattern(5000, 3));
    }

    @Test
    @DisplayName("where a log must be written anew, snapshots go, and what they alone held is free again")
    void richTreeWithLostDirectory() {
        makeRichTree();
        poison("log[inode " + ino("/d/e") + "] page 0");
        repairAndMount();
        assertThat(test.fs.snapshots()).isEmpty();
        assertThat(test.read("/clone")).isEqualTo("content 5");
        assertThat(test.read("/d/f5")).isEqualTo("content 5");
        assertThat(test.fs.exists("/d/f6")).isFalse();
        assertThat(test.fs.xattrs("/d/f3").get("user.long")).isEqualTo(TestFs.pattern(5000, 3));
        test.fs.createSnapshot("third");
        test.remount();
        assertThat(test.fs.snapshots()).hasSize(1);
    }

    @Test
    @DisplayName(
            "after damage to images with snapshots, clones and attributes, a repair leaves a clean image or says why not")
    void richTreeDamage() {
        makeRichTree();
        byte[] good = image();
        List<MediaMap.Field> fields = new ArrayList<>(find("log[*].*"));
        fields.addAll(find("inode[*].*"));
        fields.removeIf(field -> field.length() > 256
                || field.name().contains("inode 4]")
                || field.name().contains("inode[4]"));
        Random random = new Random(13);
        for (int round = 0; round < 200; round++) {
            MediaMap.Field field = fields.get(random.nextInt(fields.size()));
            test.device.putByte(field.offset() + random.nextLong(field.length()), (byte) random.nextInt());
            requireRepaired(field.name(), 20);
            restore(good);
        }
    }

    @Test
    @DisplayName("a full file system can be repaired: the new logs go where space is kept back")
    void full() {
        test.fs.mkdir("/d");
        for (int i = 0; i < 40; i++) {
            test.write("/d/f" + i, "content");
        }
        try (DaxFile file = test.fs.create("/filler")) {
            assertThatThrownBy(() -> {
                        for (long page = 0; ; page++) {
                            file.write(page * Pmem.PAGE, new byte[Pmem.PAGE]);
                        }
                    })
                    .isInstanceOf(NoSpaceException.class);
        }
        test.fs.unmount();
        poison("log[inode 1] page 0");
        repairAndMount();
        assertThat(test.fs.exists("/lost+found")).isTrue();
    }
}
