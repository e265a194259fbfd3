package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DataChecksumException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.Progress;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/**
 * Images that no file system wrote: a mount refuses them with the typed error or serves what is still good, and never
 * escapes with anything else, hangs or takes all memory. Seeded, so that a failure can be repeated.
 */
class HostileImageTest {
    private static final int SIZE = 256 << 10;

    private final SimulatedDevice device = SimulatedDevice.ofSize(SIZE);
    private final byte[] image = new byte[SIZE];
    private List<MediaMap.Field> metadata = List.of();
    private int refused;
    private int rounds;

    @BeforeEach
    void makeImage() {
        DaxFsProvider provider = TestFs.PROVIDER;
        provider.mkfs(device);
        try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
            fs.mkdir("/d");
            fs.mkdir("/d/e");
            fs.symlink("d/e", "/link");
            for (int i = 0; i < 6; i++) {
                try (DaxFile file = fs.create("/d/file with a name that fills two lines of the log " + i)) {
                    file.write(i * 3_000, TestFs.pattern(9_000, i));
                    file.truncate(10_000);
                }
            }
            fs.mknod("/node", FileType.BLOCK_DEVICE, 0600, 7);
            fs.xattrs("/d").set("user.short", TestFs.bytes("value"));
            fs.xattrs("/d").set("user.long", TestFs.pattern(5_000, 7));
            try (DaxFile file = fs.create("/allocated")) {
                file.write(0, TestFs.pattern(9_000, 9));
                file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, 20_000);
                file.allocate(FallocateMode.INSERT_RANGE, 4096, 4096);
                file.allocate(FallocateMode.PUNCH_HOLE, 0, 100);
            }
            for (int i = 0; i < 100; i++) {
                fs.chmod("/d", i);
            }
            fs.rename("/d/e", "/e");
            try (DaxFile source = fs.open("/d/file with a name that fills two lines of the log 1");
                    DaxFile clone = fs.create("/clone")) {
                clone.cloneFile(source);
            }
        }
        device.getBytes(0, MemorySegment.ofArray(image), 0, SIZE);
        metadata = provider.mediaMap(device).find("*").stream()
                .filter(field ->
                        !field.name().startsWith("data[") && !field.name().startsWith("checksum["))
                .filter(field -> field.length() <= Pmem.LINE)
                .toList();
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void brokenBytesAreRefusedOrHarmless() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            restore();
            for (int i = random.nextInt(4); i >= 0; i--) {
                MediaMap.Field field = metadata.get(random.nextInt(metadata.size()));
                long offset = field.offset() + random.nextInt((int) field.length());
                device.putByte(offset, (byte) random.nextInt());
            }
            use();
        }
        assertThat(refused).isGreaterThan(300);
    }

    /** With the checks made to fit, so that the lies get past them. */
    @Test
    void liesWithGoodChecksumsAreRefusedOrHarmless() {
        Random random = new Random(2);
        List<MediaMap.Field> entries = metadata.stream()
                .filter(field -> field.name().startsWith("log[") && field.name().endsWith(")"))
                .toList();
        List<MediaMap.Field> lies = metadata.stream()
                .filter(field -> field.name().startsWith("log[") && field.name().contains(")."))
                .filter(field -> !field.name().endsWith(".crc"))
                .toList();
        for (int round = 0; round < 4_000; round++) {
            restore();
            MediaMap.Field lie = lies.get(random.nextInt(lies.size()));
            lie(lie, random);
            entries.stream()
                    .filter(entry -> lie.name().startsWith(entry.name()))
                    .forEach(this::reseal);
            use();
        }
        assertThat(refused).isGreaterThan(700);
    }

    @DisplayName("a block that two pages have is refused, unless both say that it is shared")
    @Test
    void blocksInUseTwice() {
        MediaMap.Field wholeEntry = metadata.stream()
                .filter(field -> field.name().matches("log\\[inode \\d+] entry \\d+ \\(write\\)"))
                .filter(field ->
                        (device.getShort(field.offset() + Layout.Entry.FLAGS) & Layout.WriteEntry.FLAG_SHARED) != 0)
                .findAny()
                .orElseThrow();
        assertThat(TestFs.PROVIDER.fsck(device).isClean()).isTrue();
        device.putShort(wholeEntry.offset() + Layout.Entry.FLAGS, (short) 0);
        reseal(wholeEntry);
        assertThat(TestFs.PROVIDER.fsck(device).problems())
                .anyMatch(problem -> problem.toString().contains("in use twice"));
        use();
        assertThat(refused).isEqualTo(1);
    }

    @Test
    void tailsThatLeadAnywhereAreRefusedOrHarmless() {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            restore();
            long ino = 1 + random.nextInt(16);
            long line = random.nextInt(10) == 0 ? random.nextLong() >>> 17 : random.nextInt(SIZE / Pmem.LINE + 10);
            List<MediaMap.Field> tails = metadata.stream()
                    .filter(field -> field.name().equals("inode[" + ino + "].log_tail"))
                    .toList();
            device.putLong(tails.getFirst().offset(), TailWord.encode(ino, line, random.nextInt(2)));
            use();
        }
        assertThat(refused).isGreaterThan(700);
    }

    @Test
    void noiseIsNoFileSystem() {
        Random random = new Random(4);
        for (int round = 0; round < 20; round++) {
            byte[] noise = new byte[SIZE];
            random.nextBytes(noise);
            device.putBytes(0, MemorySegment.ofArray(noise), 0, SIZE);
            use();
        }
        assertThat(refused).isEqualTo(20);
    }

    private void restore() {
        device.putBytes(0, MemorySegment.ofArray(image), 0, SIZE);
    }

    private void lie(MediaMap.Field field, Random random) {
        for (long i = 0; i < field.length(); i++) {
            byte value = (byte)
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> 0xFF;
                        case 2 -> random.nextInt(4);
                        default -> random.nextInt();
                    };
            device.putByte(field.offset() + i, value);
        }
    }

    private void reseal(MediaMap.Field entry) {
        int lines = Math.clamp(device.getByte(entry.offset() + Layout.Entry.LINES), 1, 5);
        byte[] bytes = new byte[lines * Pmem.LINE];
        device.getBytes(entry.offset(), MemorySegment.ofArray(bytes), 0, bytes.length);
        long ino = Long.parseLong(entry.name().replaceAll("log\\[inode (\\d+)].*", "$1"));
        int crc = new Checksum().of(bytes, Layout.Entry.TYPE, bytes.length, ino, entry.offset());
        device.putInt(entry.offset(), crc);
    }

    /** Everything a user can do with an image; only typed errors may come out. Of what is refused, every third image is repaired. */
    private void use() {
        int refusedBefore = refused;
        mountAndWalk();
        if (refused > refusedBefore && refused % 3 == 0) {
            repair();
        }
    }

    private void repair() {
        try {
            assertThat(TestFs.PROVIDER.dump(device)).isNotEmpty();
            TestFs.PROVIDER.repair(device, Progress.NONE);
        } catch (CorruptFileSystemException e) {
            assertThat(e.struct()).startsWith("superblock");
            return;
        } catch (NotSupportedException e) {
            return; // the lie is a feature that nobody knows
        }
        assertThat(TestFs.PROVIDER.fsck(device).problems())
                .as("round " + rounds)
                .isEmpty();
        int refusedBefore = refused;
        mountAndWalk();
        assertThat(refused).isEqualTo(refusedBefore);
    }

    private void mountAndWalk() {
        boolean clean = TestFs.PROVIDER.fsck(device).isClean();
        if (rounds++ % 16 == 0) {
            assertThat(TestFs.PROVIDER.mediaMap(device).nameOf(SIZE / 2)).isNotEmpty();
        }
        try {
            DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults());
            walk(fs, "", 0);
            fs.mkdir("/new directory");
            fs.unmount();
        } catch (DaxFileSystemException e) {
            if (e.errno() == Errno.EPERM) {
                return; // the root may say that it is immutable
            }
            refused++;
            assertThat(clean).as("fsck saw nothing, but: " + e.getMessage()).isFalse();
        }
    }

    private void walk(DaxFileSystem fs, String path, int depth) {
        assertThat(depth).isLessThan(10);
        for (DirectoryEntry entry : fs.readdir(path.isEmpty() ? "/" : path)) {
            String child = path + "/" + entry.name();
            if (entry.type() == FileType.DIRECTORY) {
                walk(fs, child, depth + 1);
            } else if (entry.type() == FileType.REGULAR) {
                try (DaxFile file = fs.open(child)) {
                    file.read(0, 20_000);
                } catch (DataChecksumException e) {
                    // blocks of a log that was salvaged in part may have had other owners since: told, never served
                    assertThat(e.errno()).isEqualTo(Errno.EIO);
                }
            } else if (entry.type() == FileType.SYMLINK) {
                fs.readlink(child);
            }
            for (String name : fs.lxattrs(child).list()) {
                fs.lxattrs(child).get(name);
            }
        }
    }
}
