package org.powercut.daxfs.core;

import org.powercut.daxfs.Contract;
import org.powercut.pmem.PmemDevice;

/**
 * How what operations do becomes durable: all that depends on the contract of the mount. Operations store to {@link
 * #device()}, take and give blocks at {@link #allocator()}, and end with {@link #commit}; under both contracts the code
 * is the same, and what those three do is not. Thread-safe. Taken after the locks of inodes, before the allocator's.
 */
sealed interface Commits permits StrongCommits, GroupCommits {

    Contract contract();

    /** What operations store to, whose flushes and fences mean what the contract needs. */
    PmemDevice device();

    Allocator allocator();

    /** Gives it the volume that the mount has put together. Nothing is committed before. */
    void attach(Volume volume);

    /** Makes the changes of an operation count as one. */
    void commit(Transaction transaction);

    /** Frees an inode that has nothing staged. */
    void free(Inode inode);

    /**
     * Makes durable whatever was committed or stored before.
     *
     * @throws org.powercut.daxfs.DaxFileSystemException EIO if the device fails; nothing can be changed from then on
     */
    void sync();

    /** Makes durable whatever was committed of this inode. The caller holds its lock. */
    void syncLog(Inode inode);

    /**
     * Comes after the commit of a change that moved bytes of a file, or hid them past its end or behind a page that is
     * unwritten, while the blocks that hold them stayed.
     */
    void relaid(Inode inode);

    /**
     * Comes before a store into a block that a file has already. It may persist at once, while the media may still show
     * the block at another place, or show bytes that are hidden now.
     */
    void beforeStoreInPlace(Inode inode);

    /** Makes durable what operations stored into the blocks of the pages {@code [from, to)} of a file, and no more. */
    void writeBack(PageMap pages, long from, long to);

    /** The group of operations that what is committed now belongs to. */
    long running();

    /** The last group that is durable, with all before it. */
    long durable();
}
