package org.powercut.daxfs.core;

import java.util.Arrays;
import org.powercut.daxfs.NoSpaceException;

/**
 * Which inode numbers are in use: one bit each. The lowest free number is taken first: that keeps the used part of the
 * table short, and with it the mount. Guarded by the namespace's lock.
 */
final class InodeNumbers {
    private final long limit;
    private long[] used = new long[4];
    /** Numbers that are free, but cannot be taken. */
    private long[] held = new long[4];

    private long end = Layout.FIRST_FILE_INO;
    /** No free number lies below this one. */
    private long lowest = Layout.FIRST_FILE_INO;

    private long count;

    /** @param limit the number after the last one that there can be */
    InodeNumbers(long limit) {
        this.limit = limit;
    }

    /** The number after the last one that was ever used. */
    long end() {
        return end;
    }

    /** How many numbers are free that files can have. */
    long free() {
        return limit - Layout.FIRST_FILE_INO - count;
    }

    boolean isUsed(long ino) {
        int word = (int) (ino >>> 6);
        return word < used.length && (used[word] & 1L << ino) != 0;
    }

    /** The number is in use. */
    void use(long ino) {
        grow(ino);
        long bit = 1L << ino;
        int word = (int) (ino >>> 6);
        if ((used[word] & bit) == 0) {
            used[word] |= bit;
            count += ino >= Layout.FIRST_FILE_INO ? 1 : 0;
        }
    }

    /** The number is free, but was used before. */
    void free(long ino) {
        grow(ino);
        long bit = 1L << ino;
        int word = (int) (ino >>> 6);
        if ((used[word] & bit) != 0) {
            used[word] &= ~bit;
            count -= ino >= Layout.FIRST_FILE_INO ? 1 : 0;
        }
        if (ino >= Layout.FIRST_FILE_INO) {
            lowest = Math.min(lowest, ino);
        }
    }

    /** A free number cannot be taken until it is released. */
    void hold(long ino) {
        held[(int) (ino >>> 6)] |= 1L << ino;
    }

    void release(long ino) {
        held[(int) (ino >>> 6)] &= ~(1L << ino);
        lowest = Math.min(lowest, ino);
    }

    /** The lowest free number. */
    long next() {
        while (lowest < end) {
            int word = (int) (lowest >>> 6);
            long candidates = ~(used[word] | held[word]) >>> lowest;
            if (candidates != 0) {
                lowest = Math.min(end, lowest + Long.numberOfTrailingZeros(candidates));
                break;
            }
            lowest = (lowest | 63) + 1;
        }
        lowest = Math.min(lowest, end);
        if (lowest == limit) {
            throw new NoSpaceException("all " + limit + " inodes are in use; remove a file");
        }
        return lowest;
    }

    private void grow(long ino) {
        int word = Math.toIntExact(ino >>> 6);
        if (word >= used.length) {
            int length = Math.max(word + 1, used.length * 2);
            used = Arrays.copyOf(used, length);
            held = Arrays.copyOf(held, length);
        }
        end = Math.max(end, ino + 1);
    }
}
