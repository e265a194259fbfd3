package org.powercut.benchmarks.files;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MkfsOptions;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** How cost grows: with the entries of a directory, the extents of a file and the files of a volume. Each is run once. */
public final class Growth {
    private static final int LOOKUPS = 20_000;
    private static final int PAGE = 4096;
    private static final long MILLION = 1_000_000;

    private final DaxFileSystemProvider provider = Subjects.provider();
    private final SplittableRandom random = new SplittableRandom(1);

    /** Prints the tables. */
    public void run() {
        run(0, 1000); // compiles the code
        System.out.println("directory: entries | create ns | lookup ns | list ns per entry | mount ms after a crash");
        for (int entries = 100; entries <= MILLION; entries *= 10) {
            directory(entries, true);
        }
        System.out.println("file: extents | write ns | random read ns | mount ms after a crash | first read ms");
        for (int extents = 100; extents <= MILLION; extents *= 10) {
            file(extents, true);
        }
        System.out.println(
                "volume: files | create ns | mount ms after a crash | after an unmount | bytes of heap per file");
        for (int files = 1000; files <= MILLION; files *= 10) {
            volume(files, true);
        }
    }

    private void run(int from, int count) {
        for (int i = from; i < 10; i++) {
            directory(count, false);
            file(count, false);
            volume(count, false);
        }
    }

    private SimulatedDevice device(long files) {
        long inodes = (files + files / 1000 + 64) / 32 * 32; // directories of 1000, the file system's own, whole pages
        SimulatedDevice device = SimulatedDevice.ofSize((files * 2 * PAGE + (64L << 20)) / PAGE * PAGE);
        provider.mkfs(device, MkfsOptions.defaults().withInodes(inodes));
        return device;
    }

    private DaxFileSystem mount(PmemDevice device) {
        return provider.mount(device, MountOptions.defaults());
    }

    private void directory(int entries, boolean print) {
        try (SimulatedDevice device = device(entries)) {
            DaxFileSystem fs = mount(device);
            fs.mkdir("/d");
            long start = System.nanoTime();
            for (int i = 0; i < entries; i++) {
                fs.create("/d/entry-" + i).close();
            }
            double create = (System.nanoTime() - start) / (double) entries;
            double lookup = lookups(fs, "/d/entry-", entries);
            start = System.nanoTime();
            int listed = fs.readdir("/d").size();
            double list = (System.nanoTime() - start) / (double) listed;
            double mount = mountSeconds(device) * 1e3;
            row(print, "%,d | %,.0f | %,.0f | %,.0f | %,.2f", entries, create, lookup, list, mount);
        }
    }

    private double lookups(DaxFileSystem fs, String prefix, int entries) {
        long start = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            fs.stat(prefix + random.nextInt(entries));
        }
        return (System.nanoTime() - start) / (double) LOOKUPS;
    }

    private void file(int extents, boolean print) {
        try (SimulatedDevice device = device(2L * extents);
                Arena arena = Arena.ofConfined()) {
            DaxFileSystem fs = mount(device);
            MemorySegment page = arena.allocate(PAGE, 64);
            double write;
            double read;
            try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE)) {
                long start = System.nanoTime();
                for (long i = 0; i < extents; i++) {
                    file.write(2 * i * PAGE, page);
                }
                write = (System.nanoTime() - start) / (double) extents;
                read = reads(file, extents, page);
            }
            long start = System.nanoTime();
            DaxFileSystem again = mount(device);
            double mount = (System.nanoTime() - start) / 1e6;
            try (DaxFile file = again.open("/f", OpenFlag.READ)) {
                file.read(0, page);
            }
            double first = (System.nanoTime() - start) / 1e6 - mount;
            row(print, "%,d | %,.0f | %,.0f | %,.2f | %,.2f", extents, write, read, mount, first);
        }
    }

    private double reads(DaxFile file, int extents, MemorySegment page) {
        long start = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            file.read(2L * random.nextInt(extents) * PAGE, page);
        }
        return (System.nanoTime() - start) / (double) LOOKUPS;
    }

    private void volume(int files, boolean print) {
        try (SimulatedDevice device = device(files)) {
            DaxFileSystem fs = mount(device);
            int directories = Math.max(1, files / 1000);
            for (int i = 0; i < directories; i++) {
                fs.mkdir("/d" + i);
            }
            long start = System.nanoTime();
            for (int i = 0; i < files; i++) {
                fs.create("/d" + i % directories + "/file-" + i).close();
            }
            double create = (System.nanoTime() - start) / (double) files;
            double crash = mountSeconds(device) * 1e3;
            fs.unmount();
            long before = print ? heap() : 0;
            start = System.nanoTime();
            DaxFileSystem clean = mount(device);
            double unmounted = (System.nanoTime() - start) / 1e6;
            for (int i = 0; i < directories; i++) {
                clean.stat("/d" + i + "/file-" + i);
            }
            double bytes = print ? (heap() - before) / (double) files : 0;
            clean.stat("/d0");
            row(print, "%,d | %,.0f | %,.1f | %,.1f | %,.0f", files, create, crash, unmounted, bytes);
        }
    }

    /** What a mount takes, whatever is mounted there; as if the power had been cut. */
    private double mountSeconds(PmemDevice device) {
        long start = System.nanoTime();
        mount(device).statfs();
        return (System.nanoTime() - start) / 1e9;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void row(boolean print, String format, Object... cells) {
        if (print) {
            System.out.printf(format + "%n", cells);
        }
    }
}
