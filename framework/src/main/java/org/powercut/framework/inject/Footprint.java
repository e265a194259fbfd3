package org.powercut.framework.inject;

import org.powercut.pmem.Pmem;

/** Which pages of a device were ever stored to, one bit each, so that an image of it needs no scan of its bytes. */
final class Footprint {
    private static final int PAGE_SHIFT = Integer.numberOfTrailingZeros(Pmem.PAGE);

    private final long[] bits;

    Footprint(long size) {
        bits = new long[Math.toIntExact((size / Pmem.PAGE + 63) / 64)];
    }

    /** Marks the pages of a range that is not empty. */
    void touch(long offset, long length) {
        long first = offset >>> PAGE_SHIFT;
        long last = (offset + length - 1) >>> PAGE_SHIFT;
        mark(first);
        if (first != last) {
            for (long page = first + 1; page <= last; page++) {
                mark(page);
            }
        }
    }

    private void mark(long page) {
        int index = (int) (page >>> 6);
        long bit = 1L << page;
        // stores to one word wait for one another, and most would change nothing
        if ((bits[index] & bit) == 0) {
            bits[index] |= bit;
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
