package org.powercut.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.powercut.daxfs.Contract;
import org.powercut.framework.explore.Coverage;

/**
 * The same test on larger and larger devices, from mkfs to the last state: neither the time nor the memory that is allocated
 * may grow. Each row is the third of three runs.
 */
final class LargeDevice {
    private static final long[] MIB = {2, 64, 1024, 65_536};
    private static final long STATES_PER_POINT = 512;
    private static final int RANDOM_STATES = 512;
    private static final int RUNS = 3;

    private record Row(Coverage coverage, double recordMillis, double states, double bytes) {}

    void run() {
        System.out.println("MiB | states | ms to mkfs, prepare and record | states/s | bytes allocated a state");
        for (long mib : MIB) {
            Row row = measure(mib << 20);
            for (int run = 1; run < RUNS; run++) {
                row = measure(mib << 20);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%,d | %,d | %.1f | %,.0f | %,.0f%n",
                    mib,
                    row.coverage.explored(),
                    row.recordMillis,
                    row.states,
                    row.bytes);
        }
    }

    private static Row measure(long deviceSize) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long begin = System.nanoTime();
        Exploring exploring = new Exploring(new ReplaceDocuments(3, Contract.STRONG), deviceSize);
        long recorded = System.nanoTime();
        long before = threads.getTotalThreadAllocatedBytes();
        Coverage coverage = exploring.run(Work.FSCK, 1, STATES_PER_POINT, RANDOM_STATES, more -> {});
        long end = System.nanoTime();
        double bytes = threads.getTotalThreadAllocatedBytes() - before;
        return new Row(
                coverage,
                (recorded - begin) / 1e6,
                coverage.explored() * 1e9 / (end - recorded),
                bytes / coverage.explored());
    }
}
