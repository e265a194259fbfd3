package org.powercut.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Search;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.MediaState;

/**
 * Records and explores a workload of ten million stores, flushes and fences of dax-fs, and prints how much heap that took at
 * most: run it with a small one. How far the exploration comes is a matter of the budget; memory is what counts.
 */
final class LongRun implements Subject {
    private static final int EVENTS = 10_000_000;
    private static final long DEVICE_SIZE = 64 << 20;
    private static final int BYTES = 100;
    private static final int PLACES = 64;
    private static final int THREADS = 2;
    private static final long INSTRUCTIONS = 50_000_000;

    private final DaxFileSystemProvider provider =
            ServiceLoader.load(DaxFileSystemProvider.class).findFirst().orElseThrow();

    static void run(Duration budget) {
        System.out.printf("heap limit %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
        long begin = System.nanoTime();
        Recording recording = new LongRun().record();
        System.out.printf(
                Locale.ROOT,
                "%,d events recorded in %.1f s, heap at most %d MiB%n",
                recording.trace().size(),
                seconds(begin),
                peak());
        Exploration exploration = new Explorer().explore(recording, LongRun::new, settings(budget), more -> {});
        if (!exploration.findings().isEmpty()) {
            throw new IllegalStateException(exploration.findings().getFirst().message());
        }
        System.out.printf(
                Locale.ROOT,
                "%,d states explored at %,d crash points (%s) in %.1f s, heap at most %d MiB%n",
                exploration.coverage().explored(),
                exploration.coverage().crashPoints(),
                exploration.coverage().means(),
                seconds(begin),
                peak());
    }

    private Recording record() {
        SiteTable sites = Instrumentation.install(List.of(provider.getClass().getPackageName()))
                .sites();
        TracedDevice device = TracedDevice.ofSize(DEVICE_SIZE);
        provider.mkfs(device);
        try (DaxFileSystem fs = mount(device);
                DaxFile data = fs.create("/data")) {
            data.write(0, new byte[PLACES * BYTES]);
            fs.create("/a").close();
        }
        DeviceImage initial = device.image();
        MediaState media = device.mediaState();
        Tape tape = new Tape();
        device.record(tape);
        DaxFileSystem fs = mount(device);
        DaxFile data = fs.open("/data", OpenFlag.READ, OpenFlag.WRITE);
        for (int round = 0; tape.size() < EVENTS; round++) {
            fs.rename("/a", "/b");
            fs.rename("/b", "/a");
            data.write((long) round % PLACES * BYTES, new byte[BYTES]);
            if (round % 1000 == 0) {
                device.milestone("round");
            }
        }
        device.stopRecording();
        Recording recording = new Recording(
                initial,
                media.listed(),
                media.latent(),
                tape.trace(),
                sites,
                provider::mediaMap,
                LongRun.class.getName());
        device.release();
        return recording;
    }

    @Override
    public Object recover(TracedDevice device) {
        return mount(device);
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) {
        DaxFileSystem fs = (DaxFileSystem) recovered;
        List<String> names = fs.readdir("/").stream()
                .map(DirectoryEntry::name)
                .filter(name -> !name.equals("data"))
                .toList();
        if (names.size() != 1) {
            throw new BrokenPromise(FailureClass.BROKEN_PROMISE, "the file has the names " + names);
        }
        try (DaxFile data = fs.open("/data")) {
            if (data.read(0, PLACES * BYTES).length != PLACES * BYTES) {
                throw new BrokenPromise(FailureClass.LOST_ACKNOWLEDGED_DATA, "the data is shorter than it was");
            }
        }
    }

    private DaxFileSystem mount(TracedDevice device) {
        return provider.mount(device, MountOptions.defaults());
    }

    private static ExploreSettings settings(Duration budget) {
        return new ExploreSettings(
                Platform.ADR,
                CompilerOrder.PROGRAM,
                Search.EXACT,
                0,
                budget,
                Long.MAX_VALUE,
                4096,
                2,
                256,
                THREADS,
                1,
                1,
                INSTRUCTIONS);
    }

    /** The most heap that was ever used, garbage included, in MiB: the sum of what each of its parts had at most. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum()
                >> 20;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
