package org.powercut.pmem;

/** The instruction that writes a cache line back (Intel SDM vol. 2). */
public enum FlushKind {
    /** Writes back and may keep the line; ordered only by a fence. */
    CLWB,
    /** Writes back and evicts the line; ordered only by a fence. */
    CLFLUSHOPT,
    /** Writes back and evicts the line; ordered with the thread's stores, complete at its next fence. */
    CLFLUSH
}
