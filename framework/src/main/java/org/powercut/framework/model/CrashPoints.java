package org.powercut.framework.model;

import java.util.stream.IntStream;
import org.powercut.pmem.AccessMode;

/**
 * Where the power must be cut so that no crash state is missed. Position {@code i} is before event {@code i}.
 *
 * <p>On ADR a store only adds crash states, for it can still be lost, and a flush alone changes nothing. A fence takes
 * states away, and a marker or a media error makes a difference that nothing takes back: so the positions right before
 * those are enough, with the one between a volatile store and its fence, and the end. On EADR a store that is visible
 * has persisted, so that each store takes states away too, and every position counts that is not between two flushes.
 */
public final class CrashPoints {
    private CrashPoints() {}

    /** The positions of a trace at which to cut the power, ascending; the last is the end. */
    public static int[] of(Trace trace, Platform platform) {
        return IntStream.rangeClosed(0, trace.size())
                .filter(at -> at == trace.size()
                        || switch (platform) {
                            case ADR -> takesStatesAway(trace.kind(at)) || isVolatileStore(trace, at - 1);
                            case EADR ->
                                !trace.kind(at).isFlush()
                                        || at > 0 && trace.kind(at - 1).isStore();
                        })
                .toArray();
    }

    private static boolean takesStatesAway(Kind kind) {
        return !kind.isFlush() && (kind.isFence() || !kind.isStore());
    }

    private static boolean isVolatileStore(Trace trace, int event) {
        return event >= 0 && trace.kind(event) == Kind.STORE && trace.mode(event) == AccessMode.VOLATILE;
    }
}
