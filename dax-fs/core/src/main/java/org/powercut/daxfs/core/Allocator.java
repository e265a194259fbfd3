package org.powercut.daxfs.core;

import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;

/**
 * Which blocks (device pages) are in use: in DRAM only, rebuilt by every mount. Hands out the lowest free blocks, in one
 * run if one is found soon, and big ones on a boundary of 2 MiB, so that they can be mapped by huge pages. A few blocks
 * are kept back for the log pages of operations that give space back, so that a full file system can be emptied.
 * Thread-safe; nothing else is locked while its lock is held.
 */
class Allocator {
    /** Blocks of 2 MiB: runs of this length are aligned to it, if possible. */
    private static final long HUGE = 512;

    /** How many free runs are looked at, for one that is long enough, before a request is met in pieces. */
    private static final int RUNS_TRIED = 256;

    private final Geometry geometry;
    private final BlockBitmap used;
    private final long reserve;
    private long free;
    /** No free block lies below this one. */
    private long lowest;
    /** Where the last run ended that was not the first free one. */
    private long afterLastRun;

    Allocator(Geometry geometry) {
        this.geometry = geometry;
        this.used = new BlockBitmap(geometry.dataEnd);
        this.free = geometry.dataEnd - geometry.dataStart;
        this.reserve = Math.min(16, free / 16);
        this.lowest = this.afterLastRun = geometry.dataStart;
    }

    // the scan

    /** Marks a block as used while the mount scans; false if it already was. May be called by several threads. */
    boolean mark(long block) {
        return used.mark(block);
    }

    /** Marks the blocks {@code [start, start + count)}, none of which is marked yet. Called by one thread. */
    void markRun(long start, long count) {
        used.set(start, start + count);
    }

    /** Takes a mark back: the scan found that it belongs to an orphan. */
    void unmark(long block) {
        used.clear(block, block + 1);
    }

    /** Takes all marks back. */
    void unmarkAll() {
        used.clear();
    }

    /** Ends the marking: only now the allocator knows what is free. */
    synchronized void settle() {
        free = geometry.dataEnd - geometry.dataStart - used.countMarks();
        lowest = afterLastRun = geometry.dataStart;
    }

    // asking

    /** Whether a block is in use. Needs no lock: whoever has the block keeps it in use. */
    boolean isUsed(long block) {
        return block < geometry.dataEnd && used.isSet(block);
    }

    /** Blocks in use, for data and logs. */
    synchronized long used() {
        return geometry.dataEnd - geometry.dataStart - free;
    }

    /** Blocks that data can still have. */
    synchronized long available() {
        return Math.max(0, free - reserve);
    }

    /** Visits the runs of blocks that are in use, ascending, with the first block and how many there are. */
    synchronized void forEachUsedRun(LongMap.Visitor visitor) {
        for (long start = used.nextSet(geometry.dataStart, geometry.dataEnd); start < geometry.dataEnd; ) {
            long end = used.nextClear(start, geometry.dataEnd);
            visitor.entry(start, end - start);
            start = used.nextSet(end, geometry.dataEnd);
        }
    }

    /** The first block that is in use here but free there, or the other way round; -1 if there is none. */
    long firstDifference(Allocator other) {
        long block = geometry.dataStart;
        boolean set = false;
        while (block < geometry.dataEnd) {
            long here = set ? used.nextClear(block, geometry.dataEnd) : used.nextSet(block, geometry.dataEnd);
            long there =
                    set ? other.used.nextClear(block, geometry.dataEnd) : other.used.nextSet(block, geometry.dataEnd);
            if (here != there) {
                return Math.min(here, there);
            }
            block = here;
            set = !set;
        }
        return -1;
    }

    /** Where as many free blocks begin, or -1. Nothing is allocated. */
    synchronized long findFreeRun(long blocks) {
        return blocks > free ? -1 : findRun(blocks);
    }

    // allocating

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
            take(run, run + blocks);
            result.add(run, blocks);
            return;
        }
        long from = lowest;
        for (long wanted = blocks; wanted > 0; ) {
            long start = used.nextClear(from, geometry.dataEnd);
            from = used.nextSet(start, Math.min(geometry.dataEnd, start + wanted));
            take(start, from);
            result.add(start, from - start);
            wanted -= from - start;
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
        long block = used.nextClear(lowest, geometry.dataEnd);
        take(block, block + 1);
        return block;
    }

    synchronized void free(long start, long count) {
        if (!used.clear(start, start + count)) {
            throw new CorruptFileSystemException(
                    "blocks",
                    "used",
                    start * Pmem.PAGE,
                    "blocks " + start + " to " + (start + count - 1)
                            + " are freed, but not all of them are in use: two files have them");
        }
        free += count;
        lowest = Math.min(lowest, start);
    }

    private void take(long start, long end) {
        used.set(start, end);
        free -= end - start;
        if (start == lowest) {
            lowest = end;
        }
    }

    /** Where a run of free blocks begins, or -1 if none was found soon. */
    private long findRun(long blocks) {
        lowest = used.nextClear(lowest, geometry.dataEnd);
        if (blocks >= HUGE) {
            long run = findRunFromEither(blocks, HUGE);
            if (run >= 0) {
                return run;
            }
        }
        return findRunFromEither(blocks, 1);
    }

    /** Looks at the first free runs, and then where the last search ended. */
    private long findRunFromEither(long blocks, long alignment) {
        long run = findRun(lowest, blocks, alignment);
        if (run < 0) {
            run = findRun(Math.max(lowest, afterLastRun), blocks, alignment);
            if (run < 0) {
                afterLastRun = lowest;
            } else {
                afterLastRun = run + blocks;
            }
        }
        return run;
    }

    private long findRun(long from, long blocks, long alignment) {
        long start = from;
        for (int tries = 0; tries < RUNS_TRIED; tries++) {
            start = Pmem.ceil(used.nextClear(start, geometry.dataEnd), (int) alignment);
            if (start + blocks > geometry.dataEnd) {
                return -1;
            }
            long end = used.nextSet(start, start + blocks);
            if (end == start + blocks) {
                return start;
            }
            start = end;
        }
        return -1;
    }

    private static NoSpaceException noSpace(long blocks, long available) {
        return new NoSpaceException(
                "%d bytes are needed, %d are free".formatted(blocks * Pmem.PAGE, Math.max(0, available) * Pmem.PAGE));
    }
}
