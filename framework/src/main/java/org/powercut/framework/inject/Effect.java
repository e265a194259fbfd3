package org.powercut.framework.inject;

/** What the faults that strike an instruction make of it, as bits of an int; 0 is nothing. */
final class Effect {
    /** The bits that say at how many bytes a store may tear: 0, 1, 2 or 4. */
    static final int TEAR = 7;

    /** It does not take place; no other bit is set then. */
    static final int SKIP = 8;

    /** It takes place after the thread's next fence; a fence, after the thread's next store. */
    static final int POSTPONE = 16;

    /** The last line of its range is left out. */
    static final int SHORTEN = 32;

    /** The lines of a store are written back after it. */
    static final int ADD_FLUSH = 64;

    /** A fence comes before it. */
    static final int FENCE_BEFORE = 128;

    /** A fence comes after it. */
    static final int FENCE_AFTER = 256;

    private Effect() {}
}
