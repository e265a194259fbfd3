package org.powercut.daxfs.core;

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
        Layouts.whenUnpinned(this::cloneOnce);
    }

    private void cloneOnce() {
        fs.volume.gate.enter();
        try {
            fs.reflink.cloneRange(range, check);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        } finally {
            fs.volume.gate.exit();
        }
    }

    /** Returns whether the ranges hold the same bytes. */
    boolean dedupe() {
        while (true) {
            try {
                return dedupeOnce();
            } catch (PinnedException e) {
                e.await();
            }
        }
    }

    private boolean dedupeOnce() {
        fs.volume.gate.enter();
        try {
            return fs.reflink.dedupe(range, check);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        } finally {
            fs.volume.gate.exit();
        }
    }
}
