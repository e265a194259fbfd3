package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the poison that some of many steps meet until the others are done: what one file has lost is no reason to lose what
 * others can keep.
 */
final class FirstPoison {
    private @Nullable PoisonedFileException first;

    /** A step has met poison, and changed nothing. */
    void met(PoisonedFileException poison) {
        PoisonedFileException earlier = first;
        if (earlier == null) {
            first = poison;
        } else if (earlier != poison) {
            earlier.addSuppressed(poison);
        }
    }

    /** All steps are done: throws what the first one met, if any. */
    void rethrow() {
        PoisonedFileException met = first;
        if (met != null) {
            throw met;
        }
    }
}
