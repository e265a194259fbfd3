package org.powercut.pmem;

/** What a fence on a device buys for the bytes that were flushed before it. */
public enum Durability {
    /** Nothing outlives the process: off-heap memory, for tests and as a scratch device. */
    VOLATILE,
    /** The bytes outlive the process, and a power cut as far as {@code msync} reaches the disk. */
    MSYNC,
    /** The bytes are in the persistence domain of real persistent memory. */
    PERSISTENT
}
