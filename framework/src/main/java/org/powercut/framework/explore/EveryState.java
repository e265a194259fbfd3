package org.powercut.framework.explore;

import org.powercut.framework.model.CrashStates;

/** Counts through all crash states, the last factor fastest. */
final class EveryState implements StateSequence {
    private final CrashStates states;
    private final int[] variants;
    private boolean done;

    EveryState(CrashStates states) {
        this.states = states;
        this.variants = new int[states.factors()];
    }

    @Override
    public boolean next(Choice choice) {
        if (done) {
            return false;
        }
        choice.clear();
        for (int factor = 0; factor < variants.length; factor++) {
            choice.add(factor, variants[factor]);
        }
        int factor = variants.length - 1;
        while (factor >= 0 && ++variants[factor] == states.variants(factor)) {
            variants[factor--] = 0;
        }
        done = factor < 0;
        return true;
    }
}
