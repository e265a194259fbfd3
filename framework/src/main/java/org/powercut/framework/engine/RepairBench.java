package org.powercut.framework.engine;

import java.util.List;
import java.util.function.Function;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Repair;
import org.powercut.framework.explore.RepairSearch;
import org.powercut.framework.explore.Scope;
import org.powercut.framework.fault.Fault;

/**
 * Tries repairs on a workload: its device is prepared and it is recorded anew with each, and explored as far as is asked. How far that can go
 * is bounded in states, not in time, so that the same is found each time.
 */
final class RepairBench implements RepairSearch.Bench {
    private static final long NEAR_STATES = 2_000;
    private static final long MOST_STATES = 20_000;
    private static final long STATES_PER_POINT = 512;

    private final ExploreSettings settings;
    private final Finding finding;
    private final Rerun rerun;

    /** Records a workload once more, and explores it. */
    @FunctionalInterface
    interface Rerun {

        /**
         * @param added faults that strike besides those of the test
         * @param scope what to explore of the new recording
         */
        Exploration explore(List<Fault> added, ExploreSettings settings, Function<Recording, Scope> scope);
    }

    private RepairBench(ExploreSettings settings, Finding finding, Rerun rerun) {
        this.settings = settings;
        this.finding = finding;
        this.rerun = rerun;
    }

    /**
     * The finding, with what came of trying to make it go away.
     *
     * @param settings of its test
     * @param rerun runs what it was found in
     */
    static Finding blame(ExploreSettings settings, Finding finding, Rerun rerun) {
        if (!isBlamable(finding)) {
            return finding;
        }
        try {
            return finding.with(new RepairSearch(finding, new RepairBench(settings, finding, rerun)).search());
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
        return rerun.explore(added, bounded(reach), recording -> scope(recording, reach));
    }

    private Scope scope(Recording recording, RepairSearch.Reach reach) {
        if (reach == RepairSearch.Reach.WHOLE) {
            return Scope.all();
        }
        Scope rest = Scope.from(
                finding.failureClass(),
                finding.evidence().trace(),
                finding.crashPoint(),
                settings.platform(),
                recording.trace());
        return reach == RepairSearch.Reach.NEAR ? rest.near(recording.trace()) : rest;
    }

    private ExploreSettings bounded(RepairSearch.Reach reach) {
        return switch (reach) {
            case NEAR ->
                settings.bounded(NEAR_STATES, STATES_PER_POINT, finding.crash().nested());
            case REST, WHOLE -> settings.bounded(MOST_STATES, STATES_PER_POINT, Integer.MAX_VALUE);
        };
    }
}
