package org.powercut.daxfs.core;

/**
 * An operation needs pages to be unpinned first, and has changed nothing. Thrown under locks; whoever holds none any
 * more waits, and begins anew.
 */
final class PinnedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Pins pins;
    private final long from;
    private final long to;

    PinnedException(Pins pins, long from, long to) {
        super("pages [" + from + ", " + to + ") are pinned", null, false, false);
        this.pins = pins;
        this.from = from;
        this.to = to;
    }

    /** Waits until the pages are unpinned. The caller holds no lock. */
    void await() {
        pins.await(from, to);
    }
}
