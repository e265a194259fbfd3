package org.powercut.daxfs.core;

/**
 * The 8 bytes that commit a log: where it ends, as a 47-bit number of 64-byte lines of the device, the log's turn, and
 * a 16-bit check bound to the inode. The word 0 means that there is no log, and that the inode is free.
 *
 * <p>The turn changes whenever a log is replaced by one written anew. Without it, a new log that got the pages of the
 * old one could end on the very line on which the old one ended, and a mount would take the word for the old tail of the
 * journal record of the replacement, and put back what that replacement put there.
 */
final class TailWord {
    static final long FREE = 0;

    private static final int CHECK_BITS = 16;
    private static final long CHECK_MASK = (1L << CHECK_BITS) - 1;
    private static final int LINE_SHIFT = CHECK_BITS + 1;

    private TailWord() {}

    /** The word for a log of inode {@code ino} whose first unused line is {@code line}. */
    static long encode(long ino, long line, int turn) {
        return line << LINE_SHIFT | (long) turn << CHECK_BITS | check(ino, line, turn);
    }

    /** The first unused line, in lines of the device. */
    static long line(long word) {
        return word >>> LINE_SHIFT;
    }

    /** 0 or 1, by turns with each log that replaces another. */
    static int turn(long word) {
        return (int) (word >>> CHECK_BITS) & 1;
    }

    /** Whether the word is one that {@link #encode} makes for this inode. */
    static boolean isValid(long ino, long word) {
        return (word & CHECK_MASK) == check(ino, line(word), turn(word));
    }

    private static long check(long ino, long line, int turn) {
        return Checksum.mix(ino * 0x9E37_79B9_7F4A_7C15L ^ line << 1 ^ turn) & CHECK_MASK;
    }
}
