package org.powercut.daxfs;

/** What an operation does that would take blocks away from under a {@link DaxMapping.Pin}. */
public enum PinPolicy {
    /** It waits until the pages are unpinned. */
    WAIT,
    /** It fails with EBUSY, and has changed nothing. */
    BUSY
}
