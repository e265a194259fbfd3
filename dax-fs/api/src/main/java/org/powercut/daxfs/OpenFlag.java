package org.powercut.daxfs;

/** Flags of open(2). Without WRITE a file is opened for reading only. */
public enum OpenFlag {
    READ,
    WRITE,
    CREATE,
    /** With CREATE: fail with EEXIST if the name exists. */
    EXCLUSIVE,
    TRUNCATE,
    APPEND,
    /** With CREATE: a new file's data is overwritten in place, and can be mapped with {@link MapMode#SHARED_SYNC}. */
    NODATACOW
}
