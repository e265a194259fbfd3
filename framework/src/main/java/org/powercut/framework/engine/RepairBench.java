package org.powercut.framework.engine;

import java.util.List;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Repair;
import org.powercut.framework.explore.RepairSearch;
import org.powercut.framework.explore.Scope;
import org.powercut.framework.fault.Fault;

/**
 * Tries repairs on a crash test: its device is made, prepared and recorded anew with each, and explored as far as is
 * asked. How far that can go is bounded in states, not in time, so that the same is found each time.
 */
final class RepairBench implements RepairSearch.Bench {
    private static final long NEAR_STATES = 2_000;
    private static final long MOST_STATES = 20_000;
    private static final long STATES_PER_POINT = 512;

    private final CrashTestCase test;
    private final Session session;
    private final Finding finding;

    private RepairBench(CrashTestCase test, Session session, Finding finding) {
        this.test = test;
        this.session = session;
        this.finding = finding;
    }

    /** The finding, with what came of trying to make it go away. */
    static Finding blame(CrashTestCase test, Session session, Finding finding) {
        if (!isBlamable(finding)) {
            return finding;
        }
        try {
            return finding.with(new RepairSearch(finding, new RepairBench(test, session, finding)).search());
        } catch (RuntimeException e) {
            return finding.with(new Repair.NotTried("the test could not be run again: " + e.getMessage()));
        }
    }

    /** Whether it is a failure of the code under test, and was run again from its token. */
    private static boolean isBlamable(Finding finding) {
        return finding.failureClass() != FailureClass.FRAMEWORK_ERROR
                && (finding.lost().isEmpty() || !finding.exposures().isEmpty());
    }

    @Override
    public Exploration explore(List<Fault> added, RepairSearch.Reach reach) {
        try (CrashTestRun run =
                new CrashTestRun(test, session, added, finding.token().omission())) {
            Recording recording = run.record();
            return new Explorer()
                    .explore(recording, run::newSubject, settings(reach), scope(recording, reach), states -> {});
        }
    }

    private Scope scope(Recording recording, RepairSearch.Reach reach) {
        if (reach == RepairSearch.Reach.WHOLE) {
            return Scope.all();
        }
        Scope rest = Scope.from(
                finding.failureClass(),
                finding.evidence().trace(),
                finding.crashPoint(),
                test.settings().platform(),
                recording.trace());
        return reach == RepairSearch.Reach.NEAR ? rest.near(recording.trace()) : rest;
    }

    private ExploreSettings settings(RepairSearch.Reach reach) {
        return switch (reach) {
            case NEAR ->
                test.settings()
                        .bounded(NEAR_STATES, STATES_PER_POINT, finding.crash().nested());
            case REST, WHOLE -> test.settings().bounded(MOST_STATES, STATES_PER_POINT, Integer.MAX_VALUE);
        };
    }
}
