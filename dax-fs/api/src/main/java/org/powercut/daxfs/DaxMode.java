package org.powercut.daxfs;

/** Which files are accessed without a copy in DRAM: the mount option {@code dax=} of dax.rst. */
public enum DaxMode {
    /** Those that have {@link FileFlag#DAX}. The root directory of a new file system has it, and all inherit it. */
    INODE,
    /** All regular files. A file system or device that cannot do so refuses the mount: no silent fallback. */
    ALWAYS,
    /** None. */
    NEVER
}
