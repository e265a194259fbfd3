package org.powercut.daxfs.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One bit for each block of a device, in chunks that stand for 128 MiB and are made when a block of theirs is first set,
 * with a count for each: full chunks and empty ones are passed over as a whole. Bits may be tested by any thread at any
 * time, and set by any with {@link #mark}; all else is done by one thread at a time.
 */
final class BlockBitmap {
    private static final int CHUNK_BITS = 15;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long size;
    private final AtomicReferenceArray<long @Nullable []> chunks;
    /** How many blocks of each chunk are set; right after {@link #countMarks}. */
    private final int[] set;

    /** @param size how many blocks there are */
    BlockBitmap(long size) {
        this.size = size;
        int count = Math.toIntExact((size + CHUNK - 1) >>> CHUNK_BITS);
        this.chunks = new AtomicReferenceArray<>(count);
        this.set = new int[count];
    }

    boolean isSet(long block) {
        long[] chunk = chunks.get((int) (block >>> CHUNK_BITS));
        return chunk != null && (chunk[word(block)] & 1L << block) != 0;
    }

    // marking, by many threads

    /** Sets a block; false if it was set. */
    boolean mark(long block) {
        long bit = 1L << block;
        return ((long) WORD.getAndBitwiseOr(chunk(block), word(block), bit) & bit) == 0;
    }

    /** Counts what was marked, and returns how many blocks are set. */
    long countMarks() {
        long total = 0;
        for (int i = 0; i < set.length; i++) {
            long[] chunk = chunks.get(i);
            int count = 0;
            for (int j = 0; chunk != null && j < chunk.length; j++) {
                count += Long.bitCount(chunk[j]);
            }
            set[i] = count;
            total += count;
        }
        return total;
    }

    /** Clears all. */
    void clear() {
        for (int i = 0; i < set.length; i++) {
            chunks.set(i, null);
            set[i] = 0;
        }
    }

    // changing, by one thread

    /** Sets the blocks {@code [start, end)}, which are not set. */
    void set(long start, long end) {
        for (long block = start; block < end; ) {
            long next = Math.min(end, (block | 63) + 1);
            chunk(block)[word(block)] |= mask(block, next);
            set[(int) (block >>> CHUNK_BITS)] += (int) (next - block);
            block = next;
        }
    }

    /** Clears the blocks {@code [start, end)}; false, and nothing is changed, if one of them is not set. */
    boolean clear(long start, long end) {
        if (nextClear(start, end) < end) {
            return false;
        }
        for (long block = start; block < end; ) {
            long next = Math.min(end, (block | 63) + 1);
            chunk(block)[word(block)] &= ~mask(block, next);
            set[(int) (block >>> CHUNK_BITS)] -= (int) (next - block);
            block = next;
        }
        return true;
    }

    // searching

    /** The first block of {@code [from, limit)} that is not set, or {@code limit}. */
    long nextClear(long from, long limit) {
        for (long block = from; block < limit; ) {
            int index = (int) (block >>> CHUNK_BITS);
            long[] chunk = chunks.get(index);
            if (chunk == null) {
                return block;
            }
            long chunkEnd = Math.min(limit, (long) (index + 1) << CHUNK_BITS);
            block = set[index] == CHUNK ? chunkEnd : next(chunk, block, chunkEnd, -1L);
            if (block < chunkEnd) {
                return block;
            }
        }
        return limit;
    }

    /** The first block of {@code [from, limit)} that is set, or {@code limit}. */
    long nextSet(long from, long limit) {
        for (long block = from; block < limit; ) {
            int index = (int) (block >>> CHUNK_BITS);
            long[] chunk = chunks.get(index);
            long chunkEnd = Math.min(limit, (long) (index + 1) << CHUNK_BITS);
            block = chunk == null || set[index] == 0 ? chunkEnd : next(chunk, block, chunkEnd, 0);
            if (block < chunkEnd) {
                return block;
            }
        }
        return limit;
    }

    /** The first block of {@code [from, limit)} in a chunk whose bit is 1 once {@code flip} is applied, or the limit. */
    private static long next(long[] chunk, long from, long limit, long flip) {
        long block = from;
        long bits = (chunk[word(block)] ^ flip) & -1L << block;
        while (bits == 0) {
            block = (block | 63) + 1;
            if (block >= limit) {
                return limit;
            }
            bits = chunk[word(block)] ^ flip;
        }
        return Math.min(limit, (block & ~63L) + Long.numberOfTrailingZeros(bits));
    }

    private static int word(long block) {
        return (int) (block & CHUNK - 1) >>> 6;
    }

    /** The bits of a word for the blocks {@code [start, end)}, all of which lie in it. */
    private static long mask(long start, long end) {
        return -1L << start & -1L >>> -end;
    }

    private long[] chunk(long block) {
        int index = (int) (block >>> CHUNK_BITS);
        long[] chunk = chunks.get(index);
        if (chunk == null) {
            long blocks = Math.min(CHUNK, size - ((long) index << CHUNK_BITS));
            chunk = new long[(int) (blocks + 63 >>> 6)];
            long[] other = chunks.compareAndExchange(index, null, chunk);
            chunk = other == null ? chunk : other;
        }
        return chunk;
    }
}
