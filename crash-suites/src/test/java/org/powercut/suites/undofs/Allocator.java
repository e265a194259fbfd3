package org.powercut.suites.undofs;

import java.util.BitSet;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;

/** Which blocks and inodes are in use. In DRAM only: recovery fills it. Gives out the lowest that is free. */
final class Allocator {
    private final Superblock superblock;
    private final BitSet blocks = new BitSet();
    private final BitSet inodes = new BitSet();

    Allocator(Superblock superblock) {
        this.superblock = superblock;
    }

    /** The address of a block that is in use from now on. */
    long allocate() {
        int block = blocks.nextClearBit(0);
        if (block >= superblock.blocks()) {
            throw new NoSpaceException("a block of 4096 bytes; none is free");
        }
        blocks.set(block);
        return superblock.firstBlock() + (long) block * Pmem.PAGE;
    }

    /** Takes note of a block that was found in use. */
    void use(long address, String user) {
        int block = index(address, user);
        if (blocks.get(block)) {
            throw new CorruptFileSystemException(user, "block", address, "the block is in use twice");
        }
        blocks.set(block);
    }

    void free(long address) {
        int block = index(address, "free list");
        if (!blocks.get(block)) {
            throw new CorruptFileSystemException("free list", "block", address, "the block is free already");
        }
        blocks.clear(block);
    }

    /** Fails if there are fewer free blocks. */
    void require(long count) {
        if (freeBlocks() < count) {
            throw new NoSpaceException(count + " blocks of 4096 bytes; " + freeBlocks() + " are free");
        }
    }

    long freeBlocks() {
        return superblock.blocks() - blocks.cardinality();
    }

    /** The number of an inode that is in use from now on. */
    long allocateInode() {
        int inode = inodes.nextClearBit(0);
        if (inode >= superblock.inodes()) {
            throw new NoSpaceException("an inode; none is free");
        }
        inodes.set(inode);
        return inode + 1;
    }

    /** Takes note of an inode that was found in use. */
    void useInode(long number) {
        inodes.set((int) number - 1);
    }

    void freeInode(long number) {
        inodes.clear((int) number - 1);
    }

    long freeInodes() {
        return superblock.inodes() - inodes.cardinality();
    }

    private int index(long address, String user) {
        long block = (address - superblock.firstBlock()) / Pmem.PAGE;
        if (address % Pmem.PAGE != 0 || address < superblock.firstBlock() || block >= superblock.blocks()) {
            throw new CorruptFileSystemException(user, "block", address, "it is the address of no block");
        }
        return (int) block;
    }
}
