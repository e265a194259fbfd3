package org.powercut.framework.explore;

import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Explores the crash states of a recording, and replays single ones. */
public final class Explorer {

    /**
     * Explores.
     *
     * @param recording what the workload did
     * @param subjects makes what is recovered and judged, one for each worker
     * @param settings how far to go
     * @param progress is told now and then, from any worker's thread, how many more states were explored
     */
    public Exploration explore(
            Recording recording, Supplier<Subject> subjects, ExploreSettings settings, LongConsumer progress) {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * Runs one interleaving again.
     *
     * @throws BadTokenException if the token is of another build or test, or does not fit the recording
     */
    public ReplayResult replay(Recording recording, Subject subject, ExploreSettings settings, ReplayToken token) {
        throw new UnsupportedOperationException("not yet");
    }
}
