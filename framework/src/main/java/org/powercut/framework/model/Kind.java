package org.powercut.framework.model;

/** What an event of a trace is. */
public enum Kind {
    /** A store through the cache, of 1 to 8 bytes or in bulk. */
    STORE,
    /** A non-temporal store. */
    NT_STORE,
    /** A 64-byte direct store. */
    DIRECT_STORE,
    /** A locked read-modify-write that stored; the store comes with a full fence. */
    LOCKED,
    /** A locked read-modify-write that did not store; a full fence all the same. */
    LOCKED_FAILED,
    /** A write-back of a range of lines with clwb. */
    CLWB,
    /** A write-back of a range of lines with clflushopt. */
    CLFLUSHOPT,
    /** A write-back of a range of lines with clflush. */
    CLFLUSH,
    /** A store fence or full fence. */
    FENCE,
    /** An operation of the workload begins; the text names it. */
    OPERATION_BEGIN,
    /** The innermost operation of the thread ended. */
    OPERATION_END,
    /** The test reached a milestone; the text names it. */
    MILESTONE,
    /** A sector became poisoned but is not listed. Durable at once. */
    POISON_LATENT,
    /** A sector became poisoned and listed, or a poisoned one was listed. Durable at once. */
    POISON_LISTED,
    /** The poison of sectors was cleared, and zeros left there. Durable at once. */
    POISON_CLEARED;

    /** Whether the event changes bytes through the memory system. */
    public boolean isStore() {
        return this == STORE || this == NT_STORE || this == DIRECT_STORE || this == LOCKED;
    }

    /** Whether the event writes lines back. */
    public boolean isFlush() {
        return this == CLWB || this == CLFLUSHOPT || this == CLFLUSH;
    }

    /** Whether the event completes the thread's flushes and non-temporal stores. */
    public boolean isFence() {
        return this == FENCE || this == LOCKED || this == LOCKED_FAILED;
    }

    /** Whether the event changes the media errors of the device. */
    public boolean isMedia() {
        return this == POISON_LATENT || this == POISON_LISTED || this == POISON_CLEARED;
    }
}
