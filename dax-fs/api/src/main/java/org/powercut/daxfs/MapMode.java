package org.powercut.daxfs;

/** Kinds of mapping (mmap(2)). */
public enum MapMode {
    /** MAP_SHARED, readable: stores throw EBADF. */
    SHARED_READ,
    /** MAP_SHARED: stores reach the file at once and are durable after fsync. */
    SHARED,
    /**
     * MAP_SHARED_VALIDATE with MAP_SYNC: a page that can be stored to is reachable at the same file offset after a
     * crash, so a user's own flush and fence make a store durable.
     */
    SHARED_SYNC,
    /** MAP_PRIVATE: stores stay in the mapping. */
    PRIVATE
}
