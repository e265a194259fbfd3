package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * Adds lost units back as long as the failure stays of its class: what is left is a set of which no single unit can be
 * added back without the failure going away.
 */
final class Minimizer {
    private static final int MOST_ATTEMPTS = 2000;
    private static final int MOST_RUNAWAYS = 24;

    private final Stage stage;
    private final FailureClass failureClass;
    private int attemptsLeft;

    Minimizer(Stage stage, FailureClass failureClass) {
        this.stage = stage;
        this.failureClass = failureClass;
        this.attemptsLeft = failureClass == FailureClass.RUNAWAY ? MOST_RUNAWAYS : MOST_ATTEMPTS;
    }

    /** The cuts with as little lost as keeps the failure; the last cut first, and again as long as an earlier one shrinks. */
    List<Cut> minimize(List<Cut> failing) {
        List<Cut> cuts = failing;
        boolean shrunk;
        do {
            shrunk = false;
            for (int level = failing.size() - 1; level >= 0; level--) {
                int before = cuts.get(level).lost().size();
                cuts = minimize(cuts, level);
                // what was lost at a later cut may not be needed any more, now that less was lost before
                shrunk |= level < failing.size() - 1 && cuts.get(level).lost().size() < before;
            }
        } while (shrunk && attemptsLeft > 0);
        return cuts;
    }

    /** Whether no single unit can be added back without the failure going away; false if that takes too long to know. */
    boolean isMinimal(List<Cut> cuts) {
        for (int level = 0; level < cuts.size(); level++) {
            List<Integer> lost = cuts.get(level).lost();
            for (Integer unit : lost) {
                List<Integer> others =
                        lost.stream().filter(each -> !each.equals(unit)).toList();
                if (attemptsLeft-- <= 0 || failsAlike(with(cuts, level, others))) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Cut> minimize(List<Cut> cuts, int level) {
        DeltaDebugging.Result<Integer> shrunk = DeltaDebugging.minimize(
                cuts.get(level).lost(), lost -> failsAlike(with(cuts, level, lost)), attemptsLeft);
        attemptsLeft -= shrunk.tries();
        return with(cuts, level, shrunk.elements());
    }

    private static List<Cut> with(List<Cut> cuts, int level, List<Integer> lost) {
        List<Cut> others = new ArrayList<>(cuts);
        others.set(level, new Cut(cuts.get(level).crashPoint(), lost));
        return others;
    }

    private boolean failsAlike(List<Cut> cuts) {
        try {
            Failure failure = stage.run(cuts);
            return failure != null && failure.failureClass() == failureClass;
        } catch (BadTokenException e) {
            // the order of persisting does not allow it
            return false;
        }
    }
}
