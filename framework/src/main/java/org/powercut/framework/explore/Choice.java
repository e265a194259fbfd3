package org.powercut.framework.explore;

import java.util.Arrays;
import java.util.BitSet;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.Medium;

/** One crash state: which factors deviate from everything persisted, and the variant of each. Reused, so changeable. */
final class Choice {
    private int[] factors = new int[16];
    private int[] variants = new int[16];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int factor, int variant) {
        if (variant == 0) {
            return;
        }
        if (count == factors.length) {
            factors = Arrays.copyOf(factors, 2 * count);
            variants = Arrays.copyOf(variants, 2 * count);
        }
        factors[count] = factor;
        variants[count++] = variant;
    }

    /** What the hash of the image with everything persisted changes by. */
    long change(CrashStates states) {
        long hash = 0;
        for (int i = 0; i < count; i++) {
            hash ^= states.change(factors[i], variants[i]);
        }
        return hash;
    }

    /** Writes the crash image over the image with everything persisted. */
    void write(CrashStates states, Medium medium) {
        for (int i = 0; i < count; i++) {
            states.write(factors[i], variants[i], medium);
        }
    }

    /** The units that were lost. */
    BitSet lost(CrashStates states) {
        BitSet lost = new BitSet();
        for (int i = 0; i < count; i++) {
            states.addLost(factors[i], variants[i], lost);
        }
        return lost;
    }
}
