package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.SimulatedDevice;

/** Small valid images that have, together, all that an image can have. The same bytes each time. */
final class FuzzSeeds {
    private static final MountOptions OPTIONS =
            MountOptions.defaults().withClock(() -> Instant.ofEpochSecond(1_700_000_000));

    private FuzzSeeds() {}

    static List<FuzzSeed> all() {
        return List.of(
                seed("files", 256 << 10, OPTIONS, FuzzSeeds::files),
                seed("everything", 1 << 20, OPTIONS, FuzzSeeds::everything),
                seed("snapshots", 1 << 20, OPTIONS, FuzzSeeds::snapshots),
                seed("big directory", 512 << 10, OPTIONS, FuzzSeeds::bigDirectory),
                seed(
                        "checkpoint",
                        512 << 10,
                        OPTIONS.withCheckpoint(MountOptions.Checkpoint.ALWAYS),
                        FuzzSeeds::checkpoint),
                seed("bad blocks", 512 << 10, OPTIONS, FuzzSeeds::badBlocks),
                seed("crash", 512 << 10, OPTIONS, FuzzSeeds::crash),
                seed("crash of a group", 512 << 10, OPTIONS.withContract(Contract.WEAK), FuzzSeeds::crashOfGroup));
    }

    private static FuzzSeed seed(
            String name, int size, MountOptions options, BiConsumer<DaxFileSystem, SimulatedDevice> maker) {
        try (SimulatedDevice device = SimulatedDevice.ofSize(size)) {
            TestFs.PROVIDER.mkfs(device);
            maker.accept(TestFs.PROVIDER.mount(device, options), device);
            assertThat(TestFs.PROVIDER.fsck(device).problems()).as(name).isEmpty();
            return FuzzSeed.of(name, device);
        }
    }

    private static void write(DaxFileSystem fs, String path, long offset, int length) {
        try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE)) {
            file.write(offset, TestFs.pattern(length, path.hashCode()));
        }
    }

    private static void tree(DaxFileSystem fs) {
        fs.mkdir("/d");
        fs.mkdir("/d/e");
        fs.mkdir("/d/e/f");
        fs.symlink("d/e", "/link");
        fs.symlink("x".repeat(200), "/d/a longer link");
        write(fs, "/d/one", 0, 9_000);
        write(fs, "/d/two", 100_000, 100);
        write(fs, "/" + "long name ".repeat(25), 10, 10);
        fs.link("/d/one", "/d/e/linked");
        fs.rename("/d/e/f", "/f");
        fs.chmod("/d", 0700);
        fs.truncate("/d/one", 8_500);
    }

    private static void files(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        fs.unmount();
    }

    private static void everything(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        int kind = 0;
        for (FileType type :
                List.of(FileType.FIFO, FileType.SOCKET, FileType.CHARACTER_DEVICE, FileType.BLOCK_DEVICE)) {
            fs.mknod("/node " + kind++, type, 0600, type.name().endsWith("DEVICE") ? 7 : 0);
        }
        fs.xattrs("/d").set("user.short", TestFs.bytes("value"));
        fs.xattrs("/d").set("user.long", TestFs.pattern(5_000, 7));
        fs.xattrs("/d/one").set("security.it", TestFs.pattern(100, 8));
        fs.xattrs("/d/one").set("user.gone", TestFs.pattern(10, 8));
        fs.xattrs("/d/one").remove("user.gone");
        allocated(fs);
        try (DaxFile source = fs.open("/d/one");
                DaxFile clone = fs.create("/clone")) {
            clone.cloneFile(source);
            clone.cloneRange(source, 0, 16_384, 4_096);
            clone.write(5_000, TestFs.bytes("private"));
        }
        fs.setFlags("/f", Set.of(FileFlag.NODATACOW));
        write(fs, "/f/in place", 0, 5_000);
        write(fs, "/f/in place", 100, 50);
        snapshotsOf(fs);
        write(fs, "/clone", 0, 20_000);
        fs.unmount();
    }

    private static void allocated(DaxFileSystem fs) {
        write(fs, "/allocated", 0, 9_000);
        try (DaxFile file = fs.open("/allocated", OpenFlag.READ, OpenFlag.WRITE)) {
            file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, 0, 20_000);
            file.allocate(FallocateMode.INSERT_RANGE, 4096, 4096);
            file.allocate(FallocateMode.ZERO_RANGE, 4096, 8192);
            file.allocate(FallocateMode.COLLAPSE_RANGE, 0, 4096);
            file.allocate(FallocateMode.PUNCH_HOLE, 0, 100);
        }
    }

    private static void snapshotsOf(DaxFileSystem fs) {
        fs.createSnapshot("first");
        write(fs, "/d/one", 4_000, 3_000);
        fs.unlink("/d/two");
        fs.createSnapshot("a second one, with a name of more than sixteen bytes");
        fs.rename("/d/one", "/d/uno");
        fs.truncate("/d/uno", 1_000);
        fs.createSnapshot("third");
        write(fs, "/d/two", 0, 10);
        fs.deleteSnapshot("a second one, with a name of more than sixteen bytes");
    }

    /** Logs that were written anew under snapshots, and such as are shown by snapshots only. */
    private static void snapshots(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        snapshotsOf(fs);
        for (int i = 0; i < 150; i++) {
            fs.chmod("/d", i);
            fs.setTimes("/d/uno", i, i);
        }
        fs.unlink("/d/e/linked");
        fs.createSnapshot("fourth");
        fs.unlink("/d/uno");
        fs.createSnapshot("fifth");
        fs.rmdir("/f");
        fs.deleteSnapshot("first");
        fs.unmount();
    }

    private static void bigDirectory(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        fs.mkdir("/big");
        for (int i = 0; i < 150; i++) {
            fs.link("/d/one", "/big/name " + i);
        }
        for (int i = 0; i < 150; i += 2) {
            fs.unlink("/big/name " + i);
        }
        fs.unmount();
    }

    private static void checkpoint(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        fs.xattrs("/d").set("user.long", TestFs.pattern(5_000, 7));
        allocated(fs);
        fs.unmount();
    }

    private static void badBlocks(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        fs.setFlags("/f", Set.of(FileFlag.NODATACOW));
        write(fs, "/f/in place", 0, 20_000);
        long block = dataBlock(fs, "/f/in place");
        device.mediaErrors().poison(block * Pmem.PAGE + 512, 512, Visibility.LISTED);
        device.mediaErrors().poison((block + 2) * Pmem.PAGE, 1024, Visibility.LATENT);
        long other = dataBlock(fs, "/d/one");
        device.mediaErrors().poison(other * Pmem.PAGE, 1, Visibility.LATENT);
        fs.scrub(org.powercut.daxfs.Progress.NONE);
        write(fs, "/f/in place", 512, 512);
        assertThat(fs.mediaErrors()).isNotEmpty();
        fs.unmount();
    }

    private static long dataBlock(DaxFileSystem fs, String path) {
        return PageWord.block(
                ((DaxFs) fs).volume.inodes.get(fs.stat(path).ino()).pages.word(0));
    }

    /** Cut off with orphans, and with a journal record that has not reached the inodes. */
    @SuppressWarnings("resource") // that is the point
    private static void crash(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        fs.open("/", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.TMPFILE).write(0, TestFs.pattern(5_000, 1));
        fs.open("/d/two");
        fs.unlink("/d/two");
        fs.rename("/d/one", "/f/one");
        takeBackTails(device);
    }

    @SuppressWarnings("resource")
    private static void crashOfGroup(DaxFileSystem fs, SimulatedDevice device) {
        tree(fs);
        fs.sync();
        fs.open("/d/two");
        fs.unlink("/d/two");
        for (int i = 0; i < 10; i++) {
            write(fs, "/f/" + i, 0, i * 1_000);
        }
        fs.rename("/d", "/f/d");
        fs.sync();
        takeBackTails(device);
    }

    private static void takeBackTails(SimulatedDevice device) {
        Superblock superblock = Superblock.read(device);
        InodeTable table = new InodeTable(device, superblock.geometry);
        long[] entries = Journal.read(device, superblock.geometry).entries();
        assertThat(entries).isNotEmpty();
        for (int i = 0; i < entries.length; i += 3) {
            table.storeTail(entries[i], entries[i + 1]);
        }
    }
}
