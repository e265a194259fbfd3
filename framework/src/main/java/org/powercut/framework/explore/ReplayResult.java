package org.powercut.framework.explore;

import java.util.List;
import java.util.Optional;

/**
 * What came of running one interleaving again.
 *
 * @param token what was replayed
 * @param finding the failure, if it failed
 * @param crashPoint position in the trace at which the power was cut
 * @param crash what was known at the cut
 * @param lost the stores that the power cut took
 * @param evidence what happened and what the media looked like
 */
public record ReplayResult(
        ReplayToken token,
        Optional<Finding> finding,
        int crashPoint,
        CrashInfo crash,
        List<LostStore> lost,
        Evidence evidence) {
    public ReplayResult {
        lost = List.copyOf(lost);
    }
}
