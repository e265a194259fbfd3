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
    public CrashInfo {
        milestones = List.copyOf(milestones);
    }
}
