package org.powercut.framework.explore;

import java.util.List;
import java.util.Optional;

/**
 * What a check may know of the power cut: as much as someone who watched the machine from outside.
 *
 * @param milestones the milestones reached before the cut, in order, repeats included
 * @param operation the operation that was running, innermost first, if any
 * @param nested how often the power was cut again during recovery
 */
public record CrashInfo(List<String> milestones, Optional<String> operation, int nested) {
    private static final int SHOWN = 20;

    public CrashInfo {
        milestones = milestones instanceof Prefix ? milestones : List.copyOf(milestones);
    }

    /** The latest milestones, with commas between, and how many came before them; nothing if there is none. */
    public String milestonesInWords() {
        int left = milestones.size() - SHOWN;
        String latest = String.join(", ", milestones.subList(Math.max(0, left), milestones.size()));
        return left <= 0 ? latest : left + " others, " + latest;
    }
}
