package org.powercut.framework.explore;

import java.math.BigInteger;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;

/** The crash states of one point that are to be explored, in an order in which neighbours differ little. */
sealed interface StateSequence permits EveryState, SampledStates {

    /** Sets {@code choice} to the next state; false if there is none. */
    boolean next(Choice choice);

    /**
     * Every state if all are asked for, else a sample of at most {@code most} and so many random ones.
     *
     * @param strength every combination of so many factors is in the sample, 2 or 3
     */
    static StateSequence of(
            CrashStates states, boolean every, int strength, long most, int random, long seed, Means means) {
        if (every) {
            means.everyState();
            return new EveryState(states);
        }
        return new SampledStates(states, strength, most, random, ImageHash.mix(seed), means);
    }

    /** Whether there are at most {@code most} states, all of them known. */
    static boolean areAtMost(CrashStates states, long most) {
        return states.isComplete() && states.count().compareTo(BigInteger.valueOf(most)) <= 0;
    }
}
