package org.powercut.framework.inject;

import org.powercut.pmem.Pmem;

/** Which pages of a device were ever stored to, one bit each, so that an image of it needs no scan of its bytes. */
final class Footprint {
    private static final int PAGE_SHIFT = Integer.numberOfTrailingZeros(Pmem.PAGE);

    private final long[] bits;

    Footprint(long size) {
        bits = new long[Math.toIntExact((size / Pmem.PAGE + 63) / 64)];
    }

    /** Marks the page of a byte. */
    void touch(long offset) {
        long page = offset >>> PAGE_SHIFT;
        bits[(int) (page >>> 6)] |= 1L << page;
    }

    /** Marks the pages of a range that is not empty. */
    void touch(long offset, long length) {
        long last = offset + length - 1 >>> PAGE_SHIFT;
        for (long page = offset >>> PAGE_SHIFT; page <= last; page++) {
            bits[(int) (page >>> 6)] |= 1L << page;
        }
    }

    /** The first byte of the first marked page at or after {@code offset}, or -1 if there is none. */
    long nextPage(long offset) {
        long page = offset >>> PAGE_SHIFT;
        int index = (int) (page >>> 6);
        if (index >= bits.length) {
            return -1;
        }
        long word = bits[index] & -1L << page;
        while (word == 0) {
            if (++index == bits.length) {
                return -1;
            }
            word = bits[index];
        }
        return ((long) index << 6 | Long.numberOfTrailingZeros(word)) << PAGE_SHIFT;
    }
}
