package org.powercut.framework.engine;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Omission;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.ReplayResult;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.model.SiteTable;

/** Records and explores one generated workload of a test after the other, on prepared devices. Several threads use it. */
final class WorkloadExplorer {
    private final CrashTestCase test;
    private final Session session;
    private final DaxFileSystemProvider provider;
    private final SiteTable sites;
    private final PreparedImages images;
    private final LongConsumer progress;

    /** Faults that struck in no workload so far; null before the first one. */
    private @Nullable List<Fault> idle;

    /** What came of a workload, and what it did. */
    record Observed(Exploration exploration, Set<Long> features) {}

    WorkloadExplorer(CrashTestCase test, Session session, LongConsumer progress) {
        this.test = test;
        this.session = session;
        this.progress = progress;
        this.provider = test.variant()
                .provider()
                .orElseThrow(() -> new BrokenCrashTestException("generated workloads need a file system", null));
        this.sites = session.instruments().sites(test.packages());
        FaultSwitch faults = newFaults();
        try {
            this.images = new PreparedImages(test, provider, faults);
        } catch (BrokenCrashTestException e) {
            throw e;
        } catch (Throwable e) {
            throw new BrokenCrashTestException("preparing the device failed, without any power cut: " + e, e);
        }
        rememberIdle(faults);
    }

    DaxFileSystemProvider provider() {
        return provider;
    }

    /**
     * Explores all that a power cut can make of a workload, on this thread.
     *
     * @param budget time after which no new state is begun
     */
    Exploration explore(Steps steps, Duration budget) {
        return explore(steps, budget, Long.MAX_VALUE);
    }

    /**
     * Explores some of what a power cut can make of a workload, on this thread.
     *
     * @param budget time after which no new state is begun
     * @param states after which no new crash point is begun
     */
    Exploration explore(Steps steps, Duration budget, long states) {
        return explore(steps, budget, states, false).exploration();
    }

    /**
     * Explores some of what a power cut can make of a workload, and tells what is new about it.
     *
     * @param budget time after which no new state is begun
     * @param states after which no new crash point is begun
     */
    Observed observe(Steps steps, Duration budget, long states) {
        return explore(steps, budget, states, true);
    }

    private Observed explore(Steps steps, Duration budget, long states, boolean observed) {
        FaultSwitch faults = newFaults();
        GeneratedRun run = new GeneratedRun(test, provider, sites, faults, steps);
        Recording recording = run.record(prepared(steps), observed);
        ExploreSettings settings = test.settings().alone(budget, states);
        Exploration exploration = new Explorer().explore(recording, run::newSubject, settings, progress);
        rememberIdle(faults);
        return new Observed(named(exploration, steps), run.features());
    }

    /** The finding of a workload, with what came of trying to make it go away. */
    Finding blame(Finding finding) {
        Steps steps = Steps.parse(finding.token().workload());
        return RepairBench.blame(test.settings(), finding, (added, settings, scope) -> {
            FaultSwitch faults = new FaultSwitch(test, session.mutant(), added, Omission.nothing(), sites);
            GeneratedRun run = new GeneratedRun(test, provider, sites, faults, steps);
            Recording recording = run.record(prepared(steps), false);
            return new Explorer().explore(recording, run::newSubject, settings, scope.apply(recording), states -> {});
        });
    }

    /** Runs one interleaving again, of the workload that its token names. */
    Exploration replay(ReplayToken token) {
        Steps steps = Steps.parse(token.workload());
        GeneratedRun run = new GeneratedRun(test, provider, sites, newFaults(), steps);
        Recording recording = run.record(prepared(steps), false);
        session.listeners().recorded(test.info(), recording, test.settings());
        ReplayResult result = new Explorer().replay(recording, run.newSubject(), test.settings(), token);
        Coverage coverage = new Coverage(token.cuts().size(), 1, BigInteger.ONE, 0, false, "replay of one state");
        return named(new Exploration(coverage, result.finding().map(List::of).orElse(List.of()), Duration.ZERO), steps);
    }

    /** Faults of the test that struck in no workload at all. */
    synchronized List<Fault> idleFaults() {
        return idle == null ? List.of() : List.copyOf(idle);
    }

    private PreparedImages.Prepared prepared(Steps steps) {
        try {
            return images.get(steps.needs());
        } catch (BrokenCrashTestException e) {
            throw e;
        } catch (Throwable e) {
            throw new BrokenCrashTestException(
                    "preparing the device for " + steps.text() + " failed, without any power cut: " + e, e);
        }
    }

    private FaultSwitch newFaults() {
        return new FaultSwitch(test, session.mutant(), sites);
    }

    private synchronized void rememberIdle(FaultSwitch faults) {
        List<Fault> now = faults.neverStruck();
        if (idle == null) {
            idle = new ArrayList<>(now);
        } else {
            idle.retainAll(now);
        }
    }

    private static Exploration named(Exploration exploration, Steps steps) {
        return new Exploration(
                exploration.coverage(),
                exploration.findings().stream()
                        .map(finding -> finding.withWorkload(steps.text()))
                        .toList(),
                exploration.elapsed());
    }
}
