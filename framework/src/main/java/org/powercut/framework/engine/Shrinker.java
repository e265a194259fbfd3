package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.opentest4j.TestAbortedException;
import org.powercut.framework.explore.DeltaDebugging;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Omission;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.RepairSearch;
import org.powercut.framework.explore.Scope;
import org.powercut.framework.fault.Fault;

/**
 * Leaves out of a test what a finding does not need: first operations of the workload, then faults of the plan. Each
 * attempt is recorded and explored anew, and counts only if the test still holds without a power cut, and its first finding
 * of the class says the same and has the same signature. If stores were lost, the test must also hold with every store
 * written back and fenced at once: else it fails because it misses what was left out. What lost stores are left is
 * minimal again.
 */
final class Shrinker {
    private static final int MOST_TRIES = 24;
    private static final long MOST_STATES = 5_000;
    private static final long STATES_PER_POINT = 512;

    private final CrashTestCase test;
    private final Session session;
    private final Finding finding;
    private Finding smallest;

    private Shrinker(CrashTestCase test, Session session, Finding finding) {
        this.test = test;
        this.session = session;
        this.finding = finding;
        this.smallest = finding;
    }

    /**
     * The same finding of as little of the test as shows it.
     *
     * @param operations the names of the operations that can be left out, by number
     */
    static Finding shrink(CrashTestCase test, Session session, Finding finding, List<String> operations) {
        if (finding.failureClass() == FailureClass.FRAMEWORK_ERROR || needsNoCut(finding)) {
            return finding;
        }
        Shrinker shrinker = new Shrinker(test, session, finding);
        if (operations.size() > 1) {
            shrinker.leaveOut(operations.size(), numbers -> new Omission(numbers, List.of()));
        }
        int faults = test.variant().faults().faults().size();
        List<Integer> without = shrinker.smallest.token().omission().operations();
        shrinker.leaveOut(faults, numbers -> new Omission(without, numbers));
        return named(test, shrinker.smallest, operations);
    }

    /** The finding with what its token leaves out in words. */
    static Finding named(CrashTestCase test, Finding finding, List<String> operations) {
        Omission omission = finding.token().omission();
        List<Fault> faults = test.variant().faults().faults();
        List<String> names = new ArrayList<>();
        omission.operations().stream()
                .filter(number -> number < operations.size())
                .forEach(number -> names.add(operations.get(number)));
        omission.faults().stream()
                .filter(number -> number < faults.size())
                .forEach(number -> names.add("fault: " + faults.get(number)));
        return finding.without(names);
    }

    private void leaveOut(int size, Function<List<Integer>, Omission> without) {
        List<Integer> all = IntStream.range(0, size).boxed().toList();
        DeltaDebugging.minimize(
                all,
                kept -> shows(without.apply(
                        all.stream().filter(each -> !kept.contains(each)).toList())),
                MOST_TRIES);
    }

    private boolean shows(Omission omission) {
        try {
            List<Finding> found = explore(omission, List.of());
            if (found.isEmpty() || !isSame(found.getFirst())) {
                return false;
            }
            if (!finding.lost().isEmpty()
                    && !explore(omission, RepairSearch.STRONGEST).isEmpty()) {
                return false;
            }
            smallest = found.getFirst();
            return true;
        } catch (BrokenCrashTestException | TestAbortedException cannotDoWithout) {
            return false;
        }
    }

    private List<Finding> explore(Omission omission, List<Fault> added) {
        try (CrashTestRun run = new CrashTestRun(test, session, added, omission)) {
            Recording recording = run.record();
            return new Explorer()
                    .explore(
                            recording,
                            run::newSubject,
                            test.settings()
                                    .bounded(
                                            MOST_STATES,
                                            STATES_PER_POINT,
                                            finding.crash().nested()),
                            Scope.of(finding.failureClass(), recording.trace()),
                            states -> {})
                    .findings();
        }
    }

    private boolean isSame(Finding other) {
        return other.signature().equals(finding.signature())
                && other.message().equals(finding.message())
                && !needsNoCut(other);
    }

    private static boolean needsNoCut(Finding finding) {
        return finding.lost().isEmpty()
                && finding.crashPoint() == finding.evidence().trace().size();
    }
}
