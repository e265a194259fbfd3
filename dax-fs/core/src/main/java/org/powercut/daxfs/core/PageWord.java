package org.powercut.daxfs.core;

/**
 * What a file knows of one of its pages, packed into the 64 bits that {@link PageMap} keeps for it: the block (device
 * page, 40 bits), the epoch in which the file got the block (21 bits), and the flags of the {@link Layout.WriteEntry}
 * that says so (3 bits). The word of the next page of a run, where all but the block is the same, is the word plus 1.
 * The word 0 is a hole: block 0 holds the superblock.
 */
final class PageWord {
    static final long HOLE = 0;

    private static final int BLOCK_BITS = 40;
    private static final int EPOCH_BITS = 21;
    private static final int FLAG_SHIFT = BLOCK_BITS + EPOCH_BITS;
    private static final long BLOCK_MASK = (1L << BLOCK_BITS) - 1;

    /** Device pages that can be told apart: 4 PiB. */
    static final long MAX_BLOCKS = 1L << BLOCK_BITS;

    /** The last epoch that a file system can reach. */
    static final long MAX_EPOCH = (1L << EPOCH_BITS) - 1;

    private PageWord() {}

    /** @param flags of the write entry, {@link Layout.WriteEntry#FLAGS} at most */
    static long of(long block, long epoch, int flags) {
        return (long) flags << FLAG_SHIFT | epoch << BLOCK_BITS | block;
    }

    static long block(long word) {
        return word & BLOCK_MASK;
    }

    /** The epoch in which the file got the block. */
    static long epoch(long word) {
        return word >>> BLOCK_BITS & MAX_EPOCH;
    }

    /** What lies in the 8 bytes of the write entry's block and birth. */
    static long blockAndBirth(long word) {
        return word & (1L << FLAG_SHIFT) - 1;
    }

    /** The flags of the write entry. */
    static int flags(long word) {
        return (int) (word >>> FLAG_SHIFT);
    }

    /** Whether the block was given to the file in advance, and the page reads as zeros. */
    static boolean isUnwritten(long word) {
        return (flags(word) & Layout.WriteEntry.FLAG_UNWRITTEN) != 0;
    }

    /** Whether other pages, of this file or others, may have the same block; {@link Volume#mustCopy} knows. */
    static boolean isShared(long word) {
        return (flags(word) & Layout.WriteEntry.FLAG_SHARED) != 0;
    }

    /** The word, saying that other pages may have the same block. */
    static long shared(long word) {
        return word | (long) Layout.WriteEntry.FLAG_SHARED << FLAG_SHIFT;
    }

    /** The word, saying that no other page has the same block. */
    static long unshared(long word) {
        return word & ~((long) Layout.WriteEntry.FLAG_SHARED << FLAG_SHIFT);
    }

    /** Whether the block's checksum on the media counts. */
    static boolean isChecksummed(long word) {
        return (flags(word) & Layout.WriteEntry.FLAG_CHECKSUMMED) != 0;
    }
}
