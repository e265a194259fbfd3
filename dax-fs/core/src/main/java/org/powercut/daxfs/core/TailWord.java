package org.powercut.daxfs.core;

/**
 * The 8 bytes that commit a log: where it ends, as a 48-bit number of 64-byte lines of the device, and a 16-bit check
 * bound to the inode. The word 0 means that there is no log, and that the inode is free.
 */
final class TailWord {
    static final long FREE = 0;

    private static final int CHECK_BITS = 16;
    private static final long CHECK_MASK = (1L << CHECK_BITS) - 1;

    private TailWord() {}

    /** The word for a log of inode {@code ino} whose first unused line is {@code line}. */
    static long encode(long ino, long line) {
        return line << CHECK_BITS | check(ino, line);
    }

    /** The first unused line, in lines of the device. */
    static long line(long word) {
        return word >>> CHECK_BITS;
    }

    /** Whether the word is one that {@link #encode} makes for this inode. */
    static boolean isValid(long ino, long word) {
        return (word & CHECK_MASK) == check(ino, line(word));
    }

    private static long check(long ino, long line) {
        return Checksum.mix(ino * 0x9E37_79B9_7F4A_7C15L ^ line) & CHECK_MASK;
    }
}
