package org.powercut.daxfs;

/**
 * The space of a file system.
 *
 * @param blockSize bytes of a block
 * @param blocks data and metadata blocks in all
 * @param freeBlocks blocks that can be allocated
 * @param inodes inodes in all
 * @param freeInodes inodes that can be allocated
 */
public record StatFs(int blockSize, long blocks, long freeBlocks, long inodes, long freeInodes) {}
