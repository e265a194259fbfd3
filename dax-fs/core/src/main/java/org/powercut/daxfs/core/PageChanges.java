package org.powercut.daxfs.core;

import java.util.Arrays;

/**
 * What an operation on a range of a file does to its pages: runs that get other words, or become holes. Collected first,
 * then staged as log entries, and applied to the file in DRAM when those are committed.
 */
final class PageChanges {
    private static final int FIELDS = 3;

    private final Volume volume;
    /** Page, word of the first page, and number of pages, for each run. */
    private long[] runs = new long[4 * FIELDS];

    private int end;

    PageChanges(Volume volume) {
        this.volume = volume;
    }

    boolean isEmpty() {
        return end == 0;
    }

    /** @param word of the first page; {@link PageWord#HOLE} for a hole, however many pages */
    void add(long page, long word, long count) {
        if (end == runs.length) {
            runs = Arrays.copyOf(runs, 2 * end);
        }
        runs[end++] = page;
        runs[end++] = word;
        runs[end++] = count;
    }

    /** Stages the runs; all of them give the file the size {@code size}. */
    void stage(Inode inode, long size, Transaction transaction) {
        for (int run = 0; run < end; run += FIELDS) {
            if (runs[run + 1] == PageWord.HOLE) {
                transaction.hole(inode, runs[run], runs[run + 2], size);
            } else {
                transaction.write(inode, runs[run], runs[run + 1], runs[run + 2], 0, size);
            }
        }
    }

    /** After the commit: the pages are what was staged, and blocks that they had before are given back. */
    void apply(Inode inode) {
        for (int run = 0; run < end; run += FIELDS) {
            long page = runs[run];
            long word = runs[run + 1];
            long count = runs[run + 2];
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                mappings.invalidate(page, page + count);
            }
            if (word == PageWord.HOLE) {
                inode.pages.remove(page, page + count, (at, lost, pages) -> volume.discard(lost, pages));
            } else {
                put(inode, page, word, count);
            }
        }
    }

    private void put(Inode inode, long page, long word, long count) {
        for (long i = 0; i < count; i++) {
            long before = inode.pages.put(page + i, word + i);
            if (PageWord.block(before) != PageWord.block(word + i)) {
                volume.discard(before, 1);
            }
        }
    }
}
