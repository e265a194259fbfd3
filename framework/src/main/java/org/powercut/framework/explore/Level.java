package org.powercut.framework.explore;

import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.Trace;

/**
 * One of the power cuts of the state being tried, the first in the workload and the others each in the recovery from the
 * one before: where it is, what it can leave, and what was chosen.
 */
final class Level {
    final Trace trace;
    final int point;
    final CrashStates states;
    final Choice choice = new Choice();

    /** What tells the states apart, if that decides which are tried. */
    @Nullable
    ReadTree tree;

    Level(Trace trace, int point, CrashStates states) {
        this.trace = trace;
        this.point = point;
        this.states = states;
    }

    Cut cut() {
        return new Cut(point, choice.lost(states).stream().boxed().toList());
    }
}
