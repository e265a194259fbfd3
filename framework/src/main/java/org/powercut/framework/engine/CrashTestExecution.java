package org.powercut.framework.engine;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.hierarchical.Node.DynamicTestExecutor;
import org.opentest4j.TestAbortedException;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.ReplayResult;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.fault.Fault;

/** Runs one crash test: records, explores or replays, and gives JUnit and the listeners what came of it. */
final class CrashTestExecution {
    private final Session session;
    private final VariantDescriptor descriptor;
    private final DynamicTestExecutor children;
    private final CrashTestCase test;

    CrashTestExecution(Session session, VariantDescriptor descriptor, DynamicTestExecutor children) {
        this.session = session;
        this.descriptor = descriptor;
        this.children = children;
        this.test = descriptor.test();
    }

    /**
     * Runs the test.
     *
     * @throws CrashTestFailure if it has findings
     * @throws TestAbortedException if an assumption of its prepare or workload methods does not hold
     * @throws BrokenCrashTestException if it could not be run, or shows nothing because a fault never struck
     */
    void run() throws InterruptedException {
        session.listeners().testStarted(test.info());
        Explored explored;
        try {
            Optional<Batch> batch = test.variant().batch();
            explored = batch.isPresent() ? new GeneratedBatch(test, session, batch.get()).run() : exploreOne();
        } catch (TestAbortedException assumption) {
            String reason = assumption.getMessage();
            session.listeners().testSkipped(test.info(), reason == null ? "an assumption does not hold" : reason);
            throw assumption;
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
        Exploration exploration = explored.exploration();
        publish(exploration.coverage(), exploration.findings());
        runChildren(exploration.findings());
        session.listeners().testExplored(test.info(), exploration);
        judge(exploration, explored.idleFaults());
    }

    private Explored exploreOne() {
        try (CrashTestRun run = new CrashTestRun(test, session)) {
            Recording recording = run.record();
            session.listeners().recorded(test.info(), recording, test.settings());
            Exploration exploration = test.replay().isPresent()
                    ? replay(recording, run, test.replay().get())
                    : explore(recording, run);
            session.listeners().executed(test.info(), run.faults().executed());
            List<Fault> idle = run.faults().neverStruck();
            List<Finding> findings = diagnosed(exploration.findings(), run.operations());
            return new Explored(exploration.withFindings(findings), idle);
        }
    }

    private Exploration explore(Recording recording, CrashTestRun run) {
        ProgressRelay progress = new ProgressRelay(session.listeners(), test.info());
        Exploration exploration = new Explorer().explore(recording, run::newSubject, test.settings(), progress);
        progress.rethrow();
        return exploration;
    }

    /** Leaves out what a finding does not need, and tries what would make it go away. */
    private List<Finding> diagnosed(List<Finding> findings, List<String> operations) {
        boolean blame = session.configuration().blame();
        List<Finding> diagnosed = new ArrayList<>();
        for (Finding finding : findings) {
            Finding small = finding;
            if (test.replay().isPresent()) {
                small = Shrinker.named(test, finding, operations);
            } else if (blame) {
                small = Shrinker.shrink(test, session, finding, operations);
            }
            diagnosed.add(blame ? RepairBench.blame(test.settings(), small, rerun(small)) : small);
        }
        return diagnosed;
    }

    private RepairBench.Rerun rerun(Finding finding) {
        return (added, settings, scope) -> {
            try (CrashTestRun run =
                    new CrashTestRun(test, session, added, finding.token().omission())) {
                Recording recording = run.record();
                return new Explorer()
                        .explore(recording, run::newSubject, settings, scope.apply(recording), states -> {});
            }
        };
    }

    private Exploration replay(Recording recording, CrashTestRun run, ReplayToken token) {
        token.requireBuild(recording.sites());
        ReplayResult result = new Explorer().replay(recording, run.newSubject(), test.settings(), token);
        Coverage coverage = new Coverage(token.cuts().size(), 1, BigInteger.ONE, 0, false, "replay of one state");
        return new Exploration(coverage, result.finding().map(List::of).orElse(List.of()), List.of(), Duration.ZERO);
    }

    private RuntimeException broken(Throwable failure) {
        BrokenCrashTestException broken = failure instanceof BrokenCrashTestException known
                ? known
                : new BrokenCrashTestException(test.info().displayName() + " could not be run: " + failure, failure);
        try {
            session.listeners().testBroken(test.info(), broken);
        } catch (RuntimeException | Error listener) {
            broken.addSuppressed(listener);
        }
        return broken;
    }

    private void publish(Coverage coverage, List<Finding> findings) {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("crash points", Long.toString(coverage.crashPoints()));
        counts.put("states explored", Long.toString(coverage.explored()));
        counts.put("states distinguishable", coverage.distinguishable().toString());
        counts.put("duplicates", Long.toString(coverage.duplicates()));
        counts.put("means", coverage.means());
        counts.put("findings", Integer.toString(findings.size()));
        session.junit().reportingEntryPublished(descriptor, ReportEntry.from(counts));
    }

    private void runChildren(List<Finding> findings) throws InterruptedException {
        int number = 0;
        for (Finding finding : findings) {
            number++;
            InterleavingDescriptor child = new InterleavingDescriptor(descriptor.getUniqueId(), test, number, finding);
            descriptor.addChild(child);
            children.execute(child);
        }
        children.awaitFinished();
    }

    private void judge(Exploration exploration, List<Fault> idleFaults) {
        List<Finding> findings = exploration.findings();
        if (!findings.isEmpty()) {
            throw new CrashTestFailure(FailureText.summary(test.info(), exploration), null);
        }
        if (!idleFaults.isEmpty() && test.replay().isEmpty()) {
            throw broken(new BrokenCrashTestException(
                    "fault plan '" + test.variant().faults().name() + "' shows nothing: "
                            + idleFaults.stream().map(Fault::toString).collect(Collectors.joining("; "))
                            + " never struck in any phase; aim it at something that the test does",
                    null));
        }
    }
}
