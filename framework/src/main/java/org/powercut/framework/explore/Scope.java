package org.powercut.framework.explore;

import java.util.Arrays;
import java.util.Optional;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.Trace;

/**
 * The part of an exploration that is asked for.
 *
 * @param failureClass the failures that are looked for; empty for all
 * @param from the first position at which to cut the power
 * @param to the last one
 */
public record Scope(Optional<FailureClass> failureClass, int from, int to) {
    private static final Scope ALL = new Scope(Optional.empty(), 0, Integer.MAX_VALUE);

    /** Everything. */
    public static Scope all() {
        return ALL;
    }

    /** All failures of a class. */
    public static Scope of(FailureClass failureClass, Trace trace) {
        return new Scope(Optional.of(failureClass), 0, trace.size());
    }

    /**
     * Everything that failures of a class can still come from once a repair stands in the code. A flush or fence more takes
     * crash states away and adds none: what held at the crash point before the failing one holds still. But a fence more is
     * a crash point more, and may show states of the failing one earlier.
     *
     * @param recorded the trace that a failing cut is of
     * @param cut its position, the first one with such a failure
     * @param platform the persistency rules
     * @param again a trace of the same workload with more flushes and fences in it
     * @throws IllegalArgumentException if the second trace does not do what the first one did before the cut
     */
    public static Scope from(FailureClass failureClass, Trace recorded, int cut, Platform platform, Trace again) {
        int before = Arrays.stream(CrashPoints.of(recorded, platform))
                .filter(point -> point < cut)
                .max()
                .orElse(0);
        int wanted = changes(recorded, before);
        int from = 0;
        for (int seen = 0; seen < wanted; from++) {
            if (from == again.size()) {
                throw new IllegalArgumentException(
                        "the workload did not do the same when it was run again: it issued %d stores and markers, not %d"
                                .formatted(seen, wanted));
            }
            seen += isChange(again.kind(from)) ? 1 : 0;
        }
        return new Scope(Optional.of(failureClass), from, again.size());
    }

    /** The same, but only up to where the outermost operation after the next begins. */
    public Scope near(Trace trace) {
        int depth = 0;
        int begun = 0;
        for (int event = 0; event < trace.size(); event++) {
            if (trace.kind(event) == Kind.OPERATION_BEGIN && depth++ == 0 && event > from && begun++ == 1) {
                return new Scope(failureClass, from, event);
            }
            if (trace.kind(event) == Kind.OPERATION_END) {
                depth--;
            }
        }
        return this;
    }

    boolean holds(int position) {
        return from <= position && position <= to;
    }

    boolean wants(Failure failure) {
        return failureClass.isEmpty() || failureClass.get() == failure.failureClass();
    }

    private static int changes(Trace trace, int end) {
        int changes = 0;
        for (int event = 0; event < end; event++) {
            changes += isChange(trace.kind(event)) ? 1 : 0;
        }
        return changes;
    }

    /** Whether it is no flush and no fence of its own, so that each run has it. */
    private static boolean isChange(Kind kind) {
        return !kind.isFlush() && kind != Kind.FENCE;
    }
}
