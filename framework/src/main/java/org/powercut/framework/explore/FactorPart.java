package org.powercut.framework.explore;

import java.util.stream.IntStream;
import org.powercut.framework.model.CrashStates;

/** A factor of a crash point; its contents are the factor's variants. */
final class FactorPart extends Part {
    private final CrashStates states;
    private final int factor;
    private final Undecided below;

    /** @param below the words that were not decided before the trace of these states began */
    FactorPart(CrashStates states, int factor, Undecided below) {
        this(states, factor, below, IntStream.range(0, states.variants(factor)).toArray());
    }

    private FactorPart(CrashStates states, int factor, Undecided below, int[] candidates) {
        super(candidates);
        this.states = states;
        this.factor = factor;
        this.below = below;
    }

    @Override
    int words() {
        return states.words(factor);
    }

    @Override
    long address(int index) {
        return states.address(factor, index);
    }

    @Override
    long word(int candidate, int index) {
        return states.word(factor, candidate, index);
    }

    @Override
    boolean isBelow(int candidate, int index) {
        return below.isMark(address(index), word(candidate, index));
    }

    @Override
    void choose(CrashStates of, Choice choice) {
        if (of == states) {
            choice.add(factor, current());
        }
    }

    @Override
    Part carried() {
        return new FactorPart(states, factor, below, candidates);
    }
}
