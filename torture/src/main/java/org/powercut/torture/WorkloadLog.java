package org.powercut.torture;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.engine.WorkloadCounts;

/** Adds up how many generated workloads the tests of a run ran. */
final class WorkloadLog implements CrashTestListener {
    private final Map<String, WorkloadCounts> counts = new TreeMap<>();

    @Override
    public synchronized void workloadsRun(CrashTestInfo test, WorkloadCounts run) {
        counts.put(test.uniqueId(), run);
    }

    /** The sum; nothing if no test ran any. */
    synchronized Optional<WorkloadCounts> counts() {
        return counts.values().stream().reduce(WorkloadCounts::plus);
    }

    /** One line for people; with states and seconds, if the run had generated workloads only. */
    synchronized Optional<String> inWords(RunSummary summary) {
        boolean alone = counts.size() == summary.tests();
        return counts().map(sum -> alone ? inWords(sum) + inWords(sum, summary) : inWords(sum));
    }

    private static String inWords(WorkloadCounts sum) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d workloads (%s%%), %,d of them exhaustive",
                sum.run(),
                sum.workloads(),
                share(sum),
                sum.exhaustive());
    }

    private static String inWords(WorkloadCounts sum, RunSummary summary) {
        double seconds = Math.max(summary.seconds().doubleValue(), 0.1);
        return String.format(
                Locale.ROOT,
                "; %,d crash states in %s s (%,.1f workloads a second)",
                summary.states(),
                summary.seconds(),
                sum.run() / seconds);
    }

    /** The share of the workloads that was run, in percent; only all of them are 100. */
    private static String share(WorkloadCounts counts) {
        if (counts.run() >= counts.workloads()) {
            return "100";
        }
        double percent = Math.floor(1000.0 * counts.run() / counts.workloads()) / 10;
        return String.format(Locale.ROOT, "%.1f", percent);
    }
}
