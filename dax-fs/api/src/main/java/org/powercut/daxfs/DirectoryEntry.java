package org.powercut.daxfs;

/** A name in a directory and the inode it names. */
public record DirectoryEntry(String name, long ino, FileType type) {}
