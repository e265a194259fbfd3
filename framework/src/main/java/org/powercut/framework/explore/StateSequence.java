package org.powercut.framework.explore;

import java.math.BigInteger;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;

/** The crash states of one point that are to be explored, in an order in which neighbours differ little. */
sealed interface StateSequence permits EveryState, SampledStates {

    /** Sets {@code choice} to the next state; false if there is none. */
    boolean next(Choice choice);

    /** The states of a crash point of the workload: every one if they are few enough, else a sample. */
    static StateSequence of(CrashStates states, ExploreSettings settings, int point, Means means) {
        return of(states, settings.statesPerPoint(), settings.randomStates(), settings.seed() + point, means);
    }

    /** Every state if there are at most {@code most}, else a sample with so many random ones. */
    static StateSequence of(CrashStates states, long most, int random, long seed, Means means) {
        if (states.isComplete() && states.count().compareTo(BigInteger.valueOf(most)) <= 0) {
            means.everyState();
            return new EveryState(states);
        }
        return new SampledStates(states, most, random, ImageHash.mix(seed), means);
    }
}
