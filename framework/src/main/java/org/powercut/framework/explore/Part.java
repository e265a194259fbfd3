package org.powercut.framework.explore;

import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.CrashStates;

/**
 * Some words of a crash image that are decided together, and what they still can be in the run at hand: a number for each
 * possible content, the one on the device first.
 */
abstract sealed class Part permits FactorPart, JointPart {
    /** The contents that are still possible, at least one. */
    int[] candidates;

    /** What this is decided as a part of, for as long as it is. */
    @Nullable
    JointPart joint;

    /** How many ways the path has of it, while that is being counted. */
    long ways = 1;

    Part(int[] candidates) {
        this.candidates = candidates;
    }

    /** The content that is on the device. */
    int current() {
        return candidates[0];
    }

    boolean isDecided() {
        return candidates.length == 1;
    }

    /** How many words it has. */
    abstract int words();

    /** The address of a word, a multiple of 8. */
    abstract long address(int index);

    /** What a word is in one of the contents, unless it is what lies {@link #isBelow}. */
    abstract long word(int candidate, int index);

    /** Whether, in one of the contents, nothing of this part has reached a word: it is what an earlier power cut left there. */
    abstract boolean isBelow(int candidate, int index);

    /** Adds the variants that the current content is made of to {@code choice}, if they are of these states. */
    abstract void choose(CrashStates states, Choice choice);

    /** The same with the contents that are still possible, for a power cut during the recovery at hand. */
    abstract Part carried();
}
