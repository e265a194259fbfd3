package org.powercut.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.powercut.daxfs.Contract;
import org.powercut.framework.explore.Coverage;

/**
 * Explores a million crash states of {@link ReplaceDocuments} and prints, each time another tenth is done, how much heap
 * is live after a garbage collection: the number must not grow. Needs Linux for the resident memory beside it.
 */
final class HeapOfAMillionStates {
    private static final long STATES = 1_000_000;
    private static final long STATES_PER_POINT = 4096;
    private static final int RANDOM_STATES = 110_000;
    private static final long STEP = STATES / 10;
    private static final long DEVICE_SIZE = 2 << 20;
    private static final long MIB = 1 << 20;

    private final Instant begin = Instant.now();
    private long explored;
    private long next = STEP;

    void run() {
        System.out.printf("heap limit %d MiB%n", Runtime.getRuntime().maxMemory() / MIB);
        System.out.printf("%10s  %14s  %14s  %8s%n", "states", "live heap MiB", "resident MiB", "seconds");
        Exploring exploring = new Exploring(new ReplaceDocuments(10, Contract.STRONG), DEVICE_SIZE);
        row();
        Coverage coverage = exploring.run(
                Work.VERIFY,
                Runtime.getRuntime().availableProcessors(),
                STATES_PER_POINT,
                RANDOM_STATES,
                this::progress);
        System.out.printf(
                "%,d of about 10^%d states at %,d crash points, %,d duplicates left out (%s)%n",
                coverage.explored(),
                coverage.distinguishable().toString().length() - 1,
                coverage.crashPoints(),
                coverage.duplicates(),
                coverage.means());
    }

    private synchronized void progress(long more) {
        explored += more;
        if (explored >= next) {
            next += STEP;
            row();
        }
    }

    private void row() {
        System.gc();
        double live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) MIB;
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        System.out.printf("%,10d  %14.1f  %14.1f  %8.1f%n", explored, live, resident(), seconds);
    }

    /** What the operating system counts, in MiB: everything that is not heap too (man proc_pid_status). */
    private static double resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException notLinux) {
            return Double.NaN;
        }
    }
}
