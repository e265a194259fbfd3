package org.powercut.framework.engine;

import java.util.SplittableRandom;
import org.powercut.framework.api.Crash;

/**
 * Chooses the cuts after which life goes on in a generated workload: that of the whole workload always, and a share of the
 * others, of those during recovery too. A place is chosen with all its states, from what a check may know of it, so that what
 * a finding becomes while it is made small is chosen as well.
 *
 * @param workload the text of the workload
 * @param seed another one chooses other places
 */
record ProbedCuts(String workload, long seed) {
    /** One place of so many is probed: probes cost many times what judging a state does. */
    private static final int ONE_OF = 16;

    /**
     * Whether to probe the states of a cut.
     *
     * @param ran whether the whole workload had run
     */
    boolean include(Crash crash, boolean ran) {
        return ran && crash.nested() == 0 || isChosen(crash);
    }

    private boolean isChosen(Crash crash) {
        long place = 31L * (31L * workload.hashCode() + crash.milestones().size()) + crash.nested();
        return new SplittableRandom(seed ^ place).nextInt(ONE_OF) == 0;
    }
}
