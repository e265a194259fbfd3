package org.powercut.framework.engine;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Finding;

/**
 * Adds up what came of workloads in their own order, whichever ends first, so that the sum does not depend on threads; says
 * when enough was found.
 */
final class WorkloadTally {
    private final long workloads;
    private final boolean open;
    private final int maxFindings;
    private final UnaryOperator<Finding> shrink;
    private final TreeMap<Long, Exploration> waiting = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> signatures = new HashSet<>();
    private final long start = System.nanoTime();
    private long next;
    private boolean enough;
    private long run;
    private long exhaustive;
    private long points;
    private long explored;
    private long duplicates;
    private BigInteger distinguishable = BigInteger.ZERO;

    private WorkloadTally(long workloads, boolean open, int maxFindings, UnaryOperator<Finding> shrink) {
        this.workloads = workloads;
        this.open = open;
        this.maxFindings = maxFindings;
        this.shrink = shrink;
    }

    /**
     * The tally of workloads that are numbered from 0.
     *
     * @param workloads how many there are
     * @param shrink makes the workload of a finding as short as it can be
     */
    static WorkloadTally of(long workloads, int maxFindings, UnaryOperator<Finding> shrink) {
        return new WorkloadTally(workloads, false, maxFindings, shrink);
    }

    /** The tally of workloads of which there are always more. */
    static WorkloadTally open(int maxFindings, UnaryOperator<Finding> shrink) {
        return new WorkloadTally(0, true, maxFindings, shrink);
    }

    /** Takes what came of the next workload; whether enough was found now. */
    synchronized boolean addNext(Exploration exploration) {
        return add(next, exploration);
    }

    /** Takes what came of a workload; whether enough was found now. */
    synchronized boolean add(long number, Exploration exploration) {
        waiting.put(number, exploration);
        while (!enough && !waiting.isEmpty() && waiting.firstKey() == next) {
            next++;
            sum(waiting.pollFirstEntry().getValue());
        }
        return enough;
    }

    /** Adds up what waits for a workload that was never run, because time ran out. */
    synchronized void close() {
        for (Map.Entry<Long, Exploration> late : waiting.entrySet()) {
            if (!enough) {
                sum(late.getValue());
            }
        }
        waiting.clear();
    }

    private void sum(Exploration exploration) {
        Coverage coverage = exploration.coverage();
        run++;
        exhaustive += coverage.exhaustive() ? 1 : 0;
        points += coverage.crashPoints();
        explored += coverage.explored();
        duplicates += coverage.duplicates();
        distinguishable = distinguishable.add(coverage.distinguishable());
        exploration.findings().forEach(this::add);
    }

    /** Keeps the first finding of each signature, as it was found and as it is once its workload is short. */
    private void add(Finding finding) {
        if (!enough && signatures.add(finding.signature())) {
            Finding shorter = shrink.apply(finding);
            if (shorter == finding
                    || signatures.add(shorter.signature())
                    || shorter.signature().equals(finding.signature())) {
                findings.add(shorter);
            }
            enough = findings.size() >= maxFindings;
        }
    }

    synchronized WorkloadCounts counts() {
        return new WorkloadCounts(open ? run : workloads, run, exhaustive);
    }

    synchronized Exploration exploration() {
        boolean all = !open && run == workloads && exhaustive == run;
        String means = String.format(
                Locale.ROOT, "%,d of %,d workloads, %,d exhaustive", run, counts().workloads(), exhaustive);
        Coverage coverage =
                new Coverage(points, explored, distinguishable, duplicates, all, all ? "exhaustive" : means);
        return new Exploration(coverage, findings, Duration.ofNanos(System.nanoTime() - start));
    }
}
