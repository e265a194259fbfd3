package org.powercut.daxfs;

/** The modes of fallocate(2). */
public enum FallocateMode {
    /** Gives blocks to the holes of the range, and extends the file to the range's end. */
    ALLOCATE,
    /** Gives blocks to the holes of the range, past the end of the file too; the size stays. */
    ALLOCATE_KEEP_SIZE,
    /** Makes the range a hole; partial pages are zeroed. The size stays. */
    PUNCH_HOLE,
    /** Makes the range read as zeros, with blocks, and extends the file to the range's end. */
    ZERO_RANGE,
    /** Makes the range read as zeros, with blocks; the size stays. */
    ZERO_RANGE_KEEP_SIZE,
    /** Takes the range out of the file, and moves down what follows. Whole pages; must end before the end of file. */
    COLLAPSE_RANGE,
    /** Moves up what follows, and leaves a hole. Whole pages; must begin before the end of file. */
    INSERT_RANGE,
    /** Gives the file blocks of its own for what it shares, so that no later write to it needs space for that. */
    UNSHARE_RANGE
}
