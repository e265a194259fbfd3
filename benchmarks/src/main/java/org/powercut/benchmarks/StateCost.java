package org.powercut.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.powercut.daxfs.Contract;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Subject;

/**
 * Crash states of dax-fs a second on one core, each remounted and verified, and where the time goes: workloads of 1, 3 and
 * 10 operations, both contracts, with and without fsck at the end. Each row explores the same workload again and again.
 * Recording it, making devices and the run without a power cut are in no number.
 */
final class StateCost {
    private static final long DEVICE_SIZE = 2 << 20;
    private static final long STATES_PER_POINT = 4096;
    private static final int RANDOM_STATES = 2048;
    private static final long WARM_UP = 4_000_000_000L;
    private static final long MEASURED = 6_000_000_000L;
    private static final int[] OPERATIONS = {1, 3, 10};

    void run() {
        System.out.println(
                "operations | contract | work | points | states | states/s | us: patch | recovery | check | undo");
        for (int operations : OPERATIONS) {
            for (Contract contract : Contract.values()) {
                Exploring exploring = new Exploring(new ReplaceDocuments(operations, contract), DEVICE_SIZE);
                for (Work work : List.of(Work.VERIFY, Work.FSCK)) {
                    measure(exploring, work, WARM_UP);
                    row(operations, contract, work, measure(exploring, work, MEASURED));
                }
            }
        }
    }

    private record Measured(Coverage coverage, Clocked clock) {}

    private static Measured measure(Exploring exploring, Work work, long nanos) {
        Clocked sum = new Clocked(exploring.subject(work));
        Coverage coverage;
        long end = System.nanoTime() + nanos;
        do {
            List<Clocked> clocks = new ArrayList<>();
            coverage = exploring.run(
                    () -> clock(exploring.subject(work), clocks), 1, STATES_PER_POINT, RANDOM_STATES, more -> {});
            clocks.forEach(sum::add);
        } while (System.nanoTime() < end);
        return new Measured(coverage, sum);
    }

    private static Subject clock(Subject subject, List<Clocked> clocks) {
        Clocked clocked = new Clocked(subject);
        clocks.add(clocked);
        return clocked;
    }

    private static void row(int operations, Contract contract, Work work, Measured measured) {
        Clocked clock = measured.clock();
        System.out.printf(
                Locale.ROOT,
                "%d | %s | %s | %d | %,d | %,d | %.1f | %.1f | %.1f | %.1f%n",
                operations,
                contract,
                work,
                measured.coverage().crashPoints(),
                measured.coverage().explored(),
                clock.states * 1_000_000_000L / clock.total(),
                micros(clock.patch, clock),
                micros(clock.recovery, clock),
                micros(clock.check, clock),
                micros(clock.undo, clock));
    }

    private static double micros(long nanos, Clocked clock) {
        return nanos / 1000.0 / clock.states;
    }
}
