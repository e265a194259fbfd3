package org.powercut.daxfs.core;

import java.util.function.Supplier;

/**
 * Lets open files share blocks: through the freeze gate, again after pinned pages were let go, and with poison surfaced.
 * {@link Reflink} does the rest.
 */
final class Sharing {
    private final DaxFs fs;
    private final Reflink.Range range;
    private final Runnable check;

    /** @param check is run when both files are locked, and refuses what cannot be shared */
    Sharing(DaxFs fs, Reflink.Range range, Runnable check) {
        this.fs = fs;
        this.range = range;
        this.check = check;
    }

    void cloneRange() {
        sharing(() -> {
            fs.reflink.cloneRange(range, check);
            return true;
        });
    }

    /** Returns whether the ranges hold the same bytes. */
    boolean dedupe() {
        return sharing(() -> fs.reflink.dedupe(range, check));
    }

    private <T> T sharing(Supplier<T> operation) {
        try {
            return Layouts.whenUnpinned(() -> insideGate(operation));
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    private <T> T insideGate(Supplier<T> operation) {
        fs.volume.gate.enter();
        try {
            return operation.get();
        } finally {
            fs.volume.gate.exit();
        }
    }
}
