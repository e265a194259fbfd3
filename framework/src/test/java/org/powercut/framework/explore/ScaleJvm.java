package org.powercut.framework.explore;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What the child processes of {@link ScaleTest} run: explores a {@link LongLog}, and prints what that took. */
public final class ScaleJvm {
    private ScaleJvm() {}

    /** @param args the device's size in bytes, and how many records are appended */
    public static void main(String[] args) {
        long deviceSize = Long.parseLong(args[0]);
        int records = Integer.parseInt(args[1]);
        // the first time, classes are loaded
        explore(deviceSize, 100);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getTotalThreadAllocatedBytes();
        Exploration exploration = explore(deviceSize, records);
        long allocated = threads.getTotalThreadAllocatedBytes() - before;
        System.out.printf(
                "points %d states %d exhaustive %s findings %d%n",
                exploration.coverage().crashPoints(),
                exploration.coverage().explored(),
                exploration.coverage().exhaustive(),
                exploration.findings().size());
        System.out.printf("allocated %d%n", allocated);
    }

    private static Exploration explore(long deviceSize, int records) {
        Recording recording = LongLog.record(deviceSize, records);
        return new Explorer()
                .explore(
                        recording,
                        LongLog::subject,
                        new Settings().budget(Duration.ofMinutes(30)).get(),
                        more -> {});
    }
}
