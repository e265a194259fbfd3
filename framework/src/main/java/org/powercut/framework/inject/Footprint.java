package org.powercut.framework.inject;

import org.powercut.pmem.Pmem;

/** Which pages of a device were ever stored to, one bit each, so that an image of it needs no scan of its bytes. */
final class Footprint {
    private static final int PAGE_SHIFT = Integer.numberOfTrailingZeros(Pmem.PAGE);

    private final long[] bits;
    // most stores go where the one before went
    private long lastMarked = -1;

    Footprint(long size) {
        bits = new long[Math.toIntExact((size / Pmem.PAGE + 63) / 64)];
    }

    /** Marks the pages of a range that is not empty. */
    void touch(long offset, long length) {
        long first = offset >>> PAGE_SHIFT;
        long last = (offset + length - 1) >>> PAGE_SHIFT;
        if (first == last) {
            if (first != lastMarked) {
                mark(first);
            }
            return;
        }
        for (long page = first; page <= last; page++) {
            mark(page);
        }
    }

    private void mark(long page) {
        bits[(int) (page >>> 6)] |= 1L << page;
        lastMarked = page;
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
