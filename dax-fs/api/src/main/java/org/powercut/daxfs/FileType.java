package org.powercut.daxfs;

/** The kinds of inode. */
public enum FileType {
    REGULAR,
    DIRECTORY,
    SYMLINK
}
