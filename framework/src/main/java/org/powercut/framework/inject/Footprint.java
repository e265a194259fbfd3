package org.powercut.framework.inject;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/**
 * Which pages of a device were ever stored to, so that an image of it needs no scan of its bytes: one bit each, in chunks
 * that stand for 128 MiB and are made when a page of theirs is first stored to. All other pages are zeros, and need not be
 * looked at: the memory behind a large device is a sparse file, and to read a hole of it costs far more than to fill it.
 */
final class Footprint {
    private static final int PAGE_SHIFT = Integer.numberOfTrailingZeros(Pmem.PAGE);

    /** Words of a chunk: 32,768 pages. */
    private static final int WORDS = 512;

    private static final int CHUNK_SHIFT = 15;

    private final long[] @Nullable [] chunks;
    private final MemorySegment bytes;

    /** @param bytes of the device, all zeros */
    Footprint(MemorySegment bytes) {
        this.bytes = bytes;
        long size = bytes.byteSize();
        chunks = new long[Math.toIntExact((size >>> PAGE_SHIFT + CHUNK_SHIFT) + 1)][];
    }

    /** Whether the page of a byte was ever marked. */
    boolean isTouched(long offset) {
        long page = offset >>> PAGE_SHIFT;
        long[] chunk = chunks[(int) (page >>> CHUNK_SHIFT)];
        return chunk != null && (chunk[(int) (page >>> 6) & WORDS - 1] >>> page & 1) != 0;
    }

    /** Marks the pages of a range that is not empty, before anything is stored there. */
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
        long[] chunk = chunks[(int) (page >>> CHUNK_SHIFT)];
        if (chunk == null) {
            chunk = new long[WORDS];
            chunks[(int) (page >>> CHUNK_SHIFT)] = chunk;
        }
        int index = (int) (page >>> 6) & WORDS - 1;
        long bit = 1L << page;
        // stores to one word wait for one another, and most would change nothing
        if ((chunk[index] & bit) == 0) {
            chunk[index] |= bit;
            // so that the hole is filled before it is read, to be able to undo what comes
            bytes.set(JAVA_BYTE, page << PAGE_SHIFT, (byte) 0);
        }
    }

    /** The first byte of the first marked page at or after {@code offset}, or -1 if there is none. */
    long nextPage(long offset) {
        long page = offset >>> PAGE_SHIFT;
        for (int i = (int) (page >>> CHUNK_SHIFT); i < chunks.length; i++) {
            long[] chunk = chunks[i];
            long start = (long) i << CHUNK_SHIFT;
            long next = chunk == null ? -1 : next(chunk, (int) (Math.max(page, start) - start));
            if (next >= 0) {
                return start + next << PAGE_SHIFT;
            }
        }
        return -1;
    }

    /** The first marked page of a chunk from one on, or -1. */
    private static long next(long[] chunk, int from) {
        long word = chunk[from >>> 6] & -1L << from;
        for (int index = from >>> 6; ; word = chunk[index]) {
            if (word != 0) {
                return ((long) index << 6) + Long.numberOfTrailingZeros(word);
            }
            if (++index == WORDS) {
                return -1;
            }
        }
    }
}
