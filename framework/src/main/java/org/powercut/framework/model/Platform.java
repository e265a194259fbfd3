package org.powercut.framework.model;

/** Where the persistence domain begins, and so what a power cut can take away. */
public enum Platform {
    /** The memory controller's write queue is persistent, the CPU caches are not (asynchronous DRAM refresh). */
    ADR,
    /** The CPU caches are persistent too: what was globally visible has persisted. */
    EADR
}
