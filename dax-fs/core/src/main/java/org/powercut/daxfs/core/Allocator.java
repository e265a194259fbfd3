package org.powercut.daxfs.core;

import java.util.Arrays;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;

/**
 * Which blocks (device pages) are in use: one bit each, in DRAM only, rebuilt by every mount from the logs. Hands out
 * the lowest free blocks, in one run if there is one that is long enough. A few blocks are kept back for the log
 * pages of operations that give space back, so that a full file system can be emptied. Thread-safe; nothing else is
 * locked while its lock is held.
 */
final class Allocator {
    private final Geometry geometry;
    private final long[] used;
    private final long reserve;
    private long free;
    /** No free block lies below this one. */
    private long lowest;

    Allocator(Geometry geometry) {
        this.geometry = geometry;
        this.used = new long[Math.toIntExact((geometry.pages + 63) >>> 6)];
        this.free = geometry.dataEnd - geometry.dataStart;
        this.reserve = Math.min(16, free / 16);
        this.lowest = geometry.dataStart;
    }

    /** Marks a block as used while the mount scans; false if it already was. */
    synchronized boolean mark(long block) {
        long bit = 1L << block;
        int word = (int) (block >>> 6);
        if ((used[word] & bit) != 0) {
            return false;
        }
        used[word] |= bit;
        free--;
        return true;
    }

    /** Takes a mark back: the scan found that the log belongs to an orphan. */
    void unmark(long block) {
        used[(int) (block >>> 6)] &= ~(1L << block);
        free++;
    }

    /** Takes all marks back. */
    void unmarkAll() {
        Arrays.fill(used, 0);
        free = geometry.dataEnd - geometry.dataStart;
    }

    synchronized boolean isUsed(long block) {
        return block < geometry.dataEnd && isSet(block);
    }

    /** Blocks in use, for data and logs. */
    synchronized long used() {
        return geometry.dataEnd - geometry.dataStart - free;
    }

    /** Blocks that data can still have. */
    synchronized long available() {
        return Math.max(0, free - reserve);
    }

    /**
     * Allocates {@code blocks} blocks for data.
     *
     * @throws NoSpaceException if there are not as many; nothing is allocated then
     */
    synchronized void allocate(long blocks, Runs result) {
        result.clear();
        if (blocks > free - reserve) {
            throw noSpace(blocks, free - reserve);
        }
        long run = findRun(blocks);
        if (run >= 0) {
            take(run, blocks);
            result.add(run, blocks);
            return;
        }
        for (long wanted = blocks; wanted > 0; ) {
            long start = nextFree(lowest);
            long end = runEnd(start, wanted);
            take(start, end - start);
            result.add(start, end - start);
            wanted -= end - start;
        }
    }

    /**
     * Allocates one block for a log.
     *
     * @param givesBack whether the operation frees space or repairs, and may take what is kept back for that
     */
    synchronized long allocateLogPage(boolean givesBack) {
        long available = givesBack ? free : free - reserve;
        if (available < 1) {
            throw noSpace(1, available);
        }
        long block = nextFree(lowest);
        take(block, 1);
        return block;
    }

    synchronized void free(long start, long count) {
        for (long block = start; block < start + count; block++) {
            if (!isSet(block)) {
                throw new IllegalStateException("block " + block + " freed twice");
            }
            used[(int) (block >>> 6)] &= ~(1L << block);
        }
        free += count;
        lowest = Math.min(lowest, start);
    }

    private boolean isSet(long block) {
        return (used[(int) (block >>> 6)] & 1L << block) != 0;
    }

    private void take(long start, long count) {
        for (long block = start; block < start + count; block++) {
            used[(int) (block >>> 6)] |= 1L << block;
        }
        free -= count;
        if (start == lowest) {
            lowest = start + count;
        }
    }

    private long findRun(long blocks) {
        long start = nextFree(lowest);
        lowest = Math.max(lowest, start);
        while (start + blocks <= geometry.dataEnd) {
            long end = runEnd(start, blocks);
            if (end - start == blocks) {
                return start;
            }
            start = nextFree(end);
        }
        return -1;
    }

    /** The first free block from {@code from} on, or the end of the data. */
    private long nextFree(long from) {
        if (from >= geometry.dataEnd) {
            return geometry.dataEnd;
        }
        int word = (int) (from >>> 6);
        long candidates = ~used[word] & -1L << from;
        while (candidates == 0) {
            if (++word == used.length) {
                return geometry.dataEnd;
            }
            candidates = ~used[word];
        }
        return Math.min(geometry.dataEnd, ((long) word << 6) + Long.numberOfTrailingZeros(candidates));
    }

    /** Where the run of free blocks from {@code start} ends, looking no further than {@code wanted} blocks. */
    private long runEnd(long start, long wanted) {
        long limit = Math.min(geometry.dataEnd, start + wanted);
        long end = start;
        while (end < limit && !isSet(end)) {
            end++;
        }
        return end;
    }

    private static NoSpaceException noSpace(long blocks, long available) {
        return new NoSpaceException(
                "%d bytes are needed, %d are free".formatted(blocks * Pmem.PAGE, Math.max(0, available) * Pmem.PAGE));
    }
}
