package org.powercut.daxfs.core;

/**
 * Walks the pages of a write that get new blocks, in runs that are contiguous in the file and on the device: all pages
 * of a copy-on-write file, only the holes of another one. Unwritten pages keep the blocks that they have: nothing refers
 * to what those hold. Other blocks are taken from an allocation in order, so that every walk over the same write sees the
 * same pairs. Reused from operation to operation.
 */
final class NewPages {
    private boolean everyPage;
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

    NewPages begin(Inode inode, long first, long last, Runs allocated) {
        everyPage = !inode.nodatacow;
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
    static long toAllocate(Inode inode, long first, long last) {
        if (!inode.nodatacow && !inode.pages.hasUnwritten()) {
            return last - first + 1;
        }
        long blocks = 0;
        for (long page = first; page <= last; page++) {
            long word = inode.pages.word(page);
            blocks += word == PageWord.HOLE || !inode.nodatacow && !PageWord.isUnwritten(word) ? 1 : 0;
        }
        return blocks;
    }

    private boolean isNew(long candidate) {
        return everyPage || mapped.get(candidate) == 0;
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
