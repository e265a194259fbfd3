package org.powercut.framework.explore;

import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;
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

    /** The hash of the words with everything persisted here, against the device before the workload. */
    final long visible;

    /** The hash of what became of media errors since the workload began, in the order of the power cuts. */
    final long media;

    /** As {@link #visible}, of the state that is being tried. */
    long image;

    /** What tells the states apart, if that decides which are tried. */
    @Nullable
    ReadTree tree;

    private Level(Trace trace, int point, CrashStates states, long visible, long media) {
        this.trace = trace;
        this.point = point;
        this.states = states;
        this.visible = visible;
        this.media = media;
    }

    /** A power cut in the workload. */
    static Level first(Trace trace, int point, CrashStates states) {
        return new Level(trace, point, states, states.visibleHash(), states.mediaHash());
    }

    /**
     * A power cut in the recovery from the state that is being tried here.
     *
     * @param change what the hash of the words changed by from that state to here, on the device
     */
    Level next(Trace recovery, int point, CrashStates states, long change) {
        long changed = states.mediaHash() == 0 ? media : ImageHash.mix(media + ImageHash.mix(states.mediaHash()));
        return new Level(recovery, point, states, image ^ change, changed);
    }

    Cut cut() {
        return new Cut(point, choice.lost(states).stream().boxed().toList());
    }
}
