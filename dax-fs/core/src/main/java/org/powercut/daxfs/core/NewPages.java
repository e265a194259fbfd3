package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;

/**
 * Walks the pages of a write that get new blocks, in runs that are contiguous in the file and on the device: all pages
 * of a copy-on-write file; of another one only holes, and pages whose blocks are not the file's alone. Unwritten pages keep
 * the blocks that they have: nothing refers to what those hold. Other blocks are taken from an allocation in order, so that
 * every walk over the same write sees the same pairs. Reused from operation to operation.
 */
final class NewPages {
    /** Null for a copy-on-write file. */
    private @Nullable Volume volume;

    private boolean reusesBlocks;
    private PageMap mapped = new PageMap();
    private Runs runs = new Runs();
    private long nextPage;
    private long lastPage;
    private int run;
    private long usedOfRun;

    /** The run that {@link #next} found: file page, block, and how many of each. */
    long page;

    long block;
    long count;

    NewPages begin(Volume of, Inode inode, long first, long last, Runs allocated) {
        volume = inode.nodatacow ? of : null;
        reusesBlocks = inode.pages.hasUnwritten();
        mapped = inode.pages;
        runs = allocated;
        nextPage = first;
        lastPage = last;
        run = 0;
        usedOfRun = 0;
        return this;
    }

    /** Moves to the next run; false if there is none. */
    boolean next() {
        while (nextPage <= lastPage && !isNew(nextPage)) {
            nextPage++;
        }
        if (nextPage > lastPage) {
            return false;
        }
        page = nextPage;
        block = blockOf(page);
        count = 0;
        do {
            count++;
            usedOfRun += isAllocated(nextPage) ? 1 : 0;
            nextPage++;
        } while (nextPage <= lastPage && isNew(nextPage) && blockOf(nextPage) == block + count);
        return true;
    }

    /** How many blocks a write to the pages {@code [first, last]} must allocate. */
    static long toAllocate(Volume volume, Inode inode, long first, long last) {
        if (!inode.nodatacow && !inode.pages.hasUnwritten()) {
            return last - first + 1;
        }
        long blocks = 0;
        for (long page = first; page <= last; page++) {
            long word = inode.pages.word(page);
            boolean moves = !inode.nodatacow || isNew(volume, word);
            blocks += moves && !PageWord.isUnwritten(word) ? 1 : 0;
        }
        return blocks;
    }

    private boolean isNew(long candidate) {
        return volume == null || isNew(volume, mapped.word(candidate));
    }

    /** Whether a write to a page of a file that is overwritten in place needs a new block nevertheless. */
    static boolean isNew(Volume volume, long word) {
        return word == PageWord.HOLE || PageWord.isUnwritten(word) || volume.mustCopy(word);
    }

    /** Where a page comes to lie: an unwritten page in the block that it has, any other in the next one allocated. */
    private long blockOf(long candidate) {
        if (!isAllocated(candidate)) {
            return PageWord.block(mapped.word(candidate));
        }
        if (usedOfRun == runs.count(run)) {
            run++;
            usedOfRun = 0;
        }
        return runs.start(run) + usedOfRun;
    }

    private boolean isAllocated(long candidate) {
        return !reusesBlocks || !PageWord.isUnwritten(mapped.word(candidate));
    }
}
