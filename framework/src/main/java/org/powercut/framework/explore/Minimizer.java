package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds lost units back, in halves, quarters and at last one by one, as long as the failure stays of its class: what is
 * left is a set of which no single unit can be added back without the failure going away.
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

    /** The cuts with as little lost as keeps the failure; the last cut first. */
    List<Cut> minimize(List<Cut> failing) {
        List<Cut> cuts = failing;
        for (int level = failing.size() - 1; level >= 0; level--) {
            cuts = minimize(cuts, level);
        }
        return cuts;
    }

    private List<Cut> minimize(List<Cut> failing, int level) {
        List<Cut> cuts = failing;
        int chunk = cuts.get(level).lost().size();
        while (chunk > 0 && !cuts.get(level).lost().isEmpty()) {
            List<Cut> smaller = withoutChunk(cuts, level, chunk);
            if (smaller != null) {
                cuts = smaller;
                chunk = Math.min(chunk, cuts.get(level).lost().size());
            } else {
                chunk /= 2;
            }
        }
        return cuts;
    }

    /** The cuts without one run of so many lost units, if they still fail the same way. */
    private @Nullable List<Cut> withoutChunk(List<Cut> cuts, int level, int chunk) {
        List<Integer> lost = cuts.get(level).lost();
        for (int from = 0; from < lost.size() && attemptsLeft > 0; from += chunk) {
            List<Integer> fewer = new ArrayList<>(lost.subList(0, from));
            fewer.addAll(lost.subList(Math.min(lost.size(), from + chunk), lost.size()));
            List<Cut> candidate = new ArrayList<>(cuts);
            candidate.set(level, new Cut(cuts.get(level).crashPoint(), fewer));
            if (failsAlike(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean failsAlike(List<Cut> cuts) {
        attemptsLeft--;
        try {
            Failure failure = stage.run(cuts);
            return failure != null && failure.failureClass() == failureClass;
        } catch (BadTokenException e) {
            // the order of persisting does not allow it
            return false;
        }
    }
}
