package org.powercut.daxfs.core;

/**
 * When 2 MiB of a file can be treated as one page: they are aligned in the file, and lie in one run of blocks that is
 * aligned on the device too (linux: fs/dax.c, dax_fault_check_fallback).
 */
final class HugePages {
    /** Pages of 4 KiB in one of 2 MiB. */
    static final int PAGES = 512;

    private HugePages() {}

    static long floor(long page) {
        return page & -(long) PAGES;
    }

    /**
     * The block of the huge page that begins at {@code first}, or 0 if there is none.
     */
    static long block(PageMap pages, long first) {
        long word = pages.word(first);
        long block = PageWord.block(word);
        if (block == 0 || (block & PAGES - 1) != 0) {
            return 0;
        }
        for (int i = 0; i < PAGES; i++) {
            long next = pages.word(first + i);
            if (PageWord.block(next) != block + i || PageWord.isUnwritten(next)) {
                return 0;
            }
        }
        return block;
    }

    /** How many pages from {@code page} on can be flushed at once, looking no further than {@code end}: 512 or 1. */
    static long unit(PageMap pages, long page, long end) {
        return floor(page) == page && end - page >= PAGES && block(pages, page) != 0 ? PAGES : 1;
    }
}
