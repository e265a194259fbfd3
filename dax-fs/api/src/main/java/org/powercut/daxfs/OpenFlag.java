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
    NODATACOW,
    /** O_TMPFILE: the path names a directory; the file has no name until {@link DaxFileSystem#linkFile} gives it one. */
    TMPFILE,
    /** O_NOFOLLOW: fail with ELOOP if the path names a symbolic link. */
    NOFOLLOW,
    /** O_DSYNC: each write is as durable at its return as fdatasync makes it. */
    DSYNC,
    /** O_SYNC: each write is as durable at its return as fsync makes it. */
    SYNC
}
