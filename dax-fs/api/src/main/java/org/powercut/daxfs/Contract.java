package org.powercut.daxfs;

/** What a file system promises without being asked. */
public enum Contract {
    /** Each operation is atomic and durable when it returns; fsync matters for mapped stores only. */
    STRONG,
    /** Durable at fsync, fdatasync and sync; metadata is ordered. */
    WEAK
}
