package org.powercut.daxfs.core;

/**
 * Walks the pages of a write that get new blocks, in runs that are contiguous in the file and on the device: all pages
 * of a copy-on-write file, only the holes of another one. Blocks are taken from an allocation in order, so that every
 * walk over the same write sees the same pairs. Reused from operation to operation.
 */
final class NewPages {
    private boolean everyPage;
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
        if (usedOfRun == runs.count(run)) {
            run++;
            usedOfRun = 0;
        }
        page = nextPage;
        block = runs.start(run) + usedOfRun;
        long available = runs.count(run) - usedOfRun;
        count = 0;
        do {
            count++;
            nextPage++;
        } while (count < available && nextPage <= lastPage && isNew(nextPage));
        usedOfRun += count;
        return true;
    }

    private boolean isNew(long candidate) {
        return everyPage || mapped.get(candidate) == 0;
    }
}
