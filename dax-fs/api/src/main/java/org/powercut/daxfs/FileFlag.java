package org.powercut.daxfs;

/** Flags that stay with a file (ioctl_iflags(2), dax.rst). A directory hands NODATACOW and DAX to what is made in it. */
public enum FileFlag {
    /** Data is overwritten in place, and tears at 8-byte words; the file can be mapped SHARED_SYNC. Set while empty. */
    NODATACOW,
    /** FS_XFLAG_DAX: under {@link DaxMode#INODE} mappings go straight to the device. */
    DAX,
    /** Nothing of the file changes, and it gains and loses no names. */
    IMMUTABLE,
    /** Data can only be appended, and the file loses no names. */
    APPEND_ONLY
}
