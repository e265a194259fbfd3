package org.powercut.framework.model;

import org.jspecify.annotations.Nullable;

/**
 * A clflush that is not yet complete: what its thread stores afterwards cannot persist before the ordered units of the
 * line that came before it. Barriers of one thread since its last fence form a chain, newest first.
 */
final class Barrier {
    final Line line;
    final long before;
    final @Nullable Barrier previous;

    /** Whether this and all earlier ones of the chain are complete. */
    boolean complete;

    /** @param before units of the line with a lower number are what was flushed */
    Barrier(Line line, long before, @Nullable Barrier previous) {
        this.line = line;
        this.before = before;
        this.previous = previous;
    }
}
