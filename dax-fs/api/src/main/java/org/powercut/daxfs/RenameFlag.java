package org.powercut.daxfs;

/** The flags of renameat2(2). At most one can be given. */
public enum RenameFlag {
    /** Fail with EEXIST if the target exists. */
    NOREPLACE,
    /** Exchange the two names atomically; both must exist. */
    EXCHANGE
}
