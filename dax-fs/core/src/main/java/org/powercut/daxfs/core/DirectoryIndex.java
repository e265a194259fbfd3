package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;

/**
 * The names of one directory, in DRAM, and what each one is a name of, by inode number. Guarded
 * by the namespace's lock.
 */
sealed interface DirectoryIndex permits NoNames, NameTable {

    /**
     * What a name is of.
     *
     * @param ino the inode
     * @param type what the inode is
     */
    record Named(long ino, FileType type) {}

    /** Receives one name. */
    interface NameVisitor {
        void name(String name, Named named);
    }

    /** What has the name, or null. */
    @Nullable
    Named get(String name);

    /** Adds a name; false, and nothing is changed, if the directory has it already. */
    boolean add(String name, Named named);

    /** Removes a name; false if the directory does not have it. */
    boolean remove(String name);

    int size();

    default boolean isEmpty() {
        return size() == 0;
    }

    /** Visits all names, in an order that follows from the changes that were made; the visitor may not change the directory. */
    void forEach(NameVisitor visitor);

    /** A name of the inode, or null if it has none here. */
    @Nullable
    String nameOf(long ino);
}
