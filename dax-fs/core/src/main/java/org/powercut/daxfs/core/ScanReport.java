package org.powercut.daxfs.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;

/**
 * What a {@link Scan} finds wrong: problems, which go to whoever asked for the scan, and damage by media errors, which a
 * mount lives with as long as nobody writes. Used by one thread at a time.
 */
final class ScanReport {
    private final Consumer<CorruptFileSystemException> problems;
    private @Nullable String damage;

    /** @param problems is told what is corrupt; when it returns, the scan goes on as far as it can */
    ScanReport(Consumer<CorruptFileSystemException> problems) {
        this.problems = problems;
    }

    /** Something is corrupt. */
    void problem(CorruptFileSystemException problem) {
        problems.accept(problem);
    }

    /** Does a step of the scan; if it finds something corrupt, says so and leaves out the rest of the step. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (CorruptFileSystemException e) {
            problem(e);
        }
    }

    /** Metadata is poisoned and has no good copy. The first one counts. */
    void damaged(String what) {
        if (damage == null) {
            damage = what + " is lost to a media error and has no good copy; the file system is read-only";
        }
    }

    boolean isDamaged() {
        return damage != null;
    }

    /** Why the file system cannot be written any more, or null. */
    @Nullable
    String damage() {
        return damage;
    }
}
