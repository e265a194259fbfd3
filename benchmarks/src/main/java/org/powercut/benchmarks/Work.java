package org.powercut.benchmarks;

/** What is done for each crash state. */
public enum Work {
    /** It is made and undone, and nobody looks at it. */
    PATCH,
    /** It is also mounted. */
    MOUNT,
    /** It is also verified: every name and byte is read back. */
    VERIFY,
    /** It is also unmounted and checked by fsck, as the engine does it. */
    FSCK,
    /** The device is copied in memory, and the copy is mounted and verified. */
    COPY,
    /** The device is copied to a file in the temporary directory, and the file is mounted and verified. */
    FILE
}
