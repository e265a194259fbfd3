package org.powercut.daxfs;

/** What setxattr(2) does if the attribute exists, or does not. */
public enum XattrFlag {
    /** Creates or replaces. */
    ANY,
    /** Fails with EEXIST if it exists. */
    CREATE,
    /** Fails with ENODATA if it does not. */
    REPLACE
}
