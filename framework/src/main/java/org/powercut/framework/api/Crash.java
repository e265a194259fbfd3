package org.powercut.framework.api;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.powercut.framework.model.Platform;

/** What a check may know of the power cut: as much as someone who watched the machine from outside. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Crash {

    /** Whether a milestone was marked before the cut, at least once. */
    boolean reached(String milestone);

    /** How often a milestone was marked before the cut. */
    int times(String milestone);

    /** The milestones marked before the cut, in order, repeats included. */
    List<String> milestones();

    /** The operation that was running, innermost first, such as {@code rename(/a, /b)}; empty between operations. */
    Optional<String> operation();

    /** What the power was cut on: where the persistence domain begins. */
    Platform platform();

    /** How often the power was cut again during recovery. */
    int nested();
}
