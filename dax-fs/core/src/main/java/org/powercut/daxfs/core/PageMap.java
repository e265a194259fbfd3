package org.powercut.daxfs.core;

import java.util.Arrays;

/**
 * Where the pages of a file lie: a radix tree from file page to {@link PageWord}, in DRAM. A small file costs one short
 * array; depth and width grow with what is mapped. Guarded by the inode's lock; lookups allocate nothing.
 */
final class PageMap {
    /** Pages a file can have: 2^51, which is 2^63 bytes. */
    static final long MAX_PAGES = 1L << 51;

    private static final int BITS = 9;
    private static final int FAN = 1 << BITS;
    private static final int MASK = FAN - 1;
    private static final int SMALLEST_LEAF = 4;

    /** Receives runs of pages that lie one after the other both in the file and on the device. */
    interface RunVisitor {
        /** @param word the {@link PageWord} of the first page; the others differ from it in the block only */
        void run(long page, long word, long count);
    }

    /** A long[] of words at height 1, an Object[] of nodes above. */
    private Object root = new long[0];

    private int height = 1;
    private long size;
    private long unwritten;

    /** How many pages are mapped. */
    long size() {
        return size;
    }

    /** Whether some mapped pages are unwritten: they have blocks, and read as zeros. */
    boolean hasUnwritten() {
        return unwritten > 0;
    }

    /** The block of a page, or 0. */
    long get(long page) {
        long word = word(page);
        return PageWord.isUnwritten(word) ? 0 : PageWord.block(word);
    }

    /** The {@link PageWord} of a page, or 0. */
    long word(long page) {
        if (page >>> BITS * height != 0) {
            return 0;
        }
        Object node = root;
        for (int level = height - 1; level > 0; level--) {
            node = ((Object[]) node)[(int) (page >>> BITS * level) & MASK];
            if (node == null) {
                return 0;
            }
        }
        long[] leaf = (long[]) node;
        int index = (int) page & MASK;
        return index < leaf.length ? leaf[index] : 0;
    }

    /** Maps a page, or unmaps it with {@link PageWord#HOLE}, and returns its word before. */
    long put(long page, long word) {
        while (page >>> BITS * height != 0) {
            Object[] above = new Object[FAN];
            above[0] = root;
            root = above;
            height++;
        }
        Object[] parent = null;
        int slot = 0;
        Object node = root;
        for (int level = height - 1; level > 0; level--) {
            parent = (Object[]) node;
            slot = (int) (page >>> BITS * level) & MASK;
            node = parent[slot];
            if (node == null) {
                node = parent[slot] = level > 1 ? new Object[FAN] : new long[0];
            }
        }
        long[] leaf = (long[]) node;
        int index = (int) page & MASK;
        if (index >= leaf.length) {
            int length = Math.max(SMALLEST_LEAF, Integer.highestOneBit(index) << 1);
            leaf = Arrays.copyOf(leaf, length);
            if (parent == null) {
                root = leaf;
            } else {
                parent[slot] = leaf;
            }
        }
        long before = leaf[index];
        leaf[index] = word;
        unwritten += (PageWord.isUnwritten(word) ? 1 : 0) - (PageWord.isUnwritten(before) ? 1 : 0);
        size += (word != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
        return before;
    }

    /** Visits the mapped pages from {@code from} on, ascending, in runs as long as possible. */
    void forEachRun(long from, RunVisitor visitor) {
        forEachRun(from, MAX_PAGES, visitor);
    }

    /** Visits the mapped pages {@code [from, to)}, ascending, in runs as long as possible. */
    void forEachRun(long from, long to, RunVisitor visitor) {
        for (long page = nextMapped(from); page >= 0 && page < to; ) {
            long word = word(page);
            long count = 1;
            while (page + count < to && word(page + count) == word + count) {
                count++;
            }
            visitor.run(page, word, count);
            page = nextMapped(page + count);
        }
    }

    /** Unmaps every page from {@code from} on, and tells which that were. */
    void removeFrom(long from, RunVisitor removed) {
        remove(from, MAX_PAGES, removed);
    }

    /** Unmaps the pages {@code [from, to)}, and tells which that were. */
    void remove(long from, long to, RunVisitor removed) {
        for (long page = nextMapped(from); page >= 0 && page < to; page = nextMapped(page + 1)) {
            removed.run(page, put(page, PageWord.HOLE), 1);
        }
    }

    /**
     * Moves the pages from {@code from} on to {@code to} on. Pages in between are unmapped, and told to {@code removed}.
     */
    void move(long from, long to, RunVisitor removed) {
        remove(to, from, removed);
        PageMap moved = new PageMap();
        removeFrom(from, (page, word, count) -> moved.put(page - from, word));
        moved.forEachRun(0, (page, word, count) -> {
            for (long i = 0; i < count; i++) {
                put(to + page + i, word + i);
            }
        });
    }

    /** The first mapped page that is not before {@code from}, or -1. */
    long nextMapped(long from) {
        long page = from;
        while (page >>> BITS * height == 0) {
            Object node = root;
            int level = height - 1;
            while (level > 0) {
                Object child = ((Object[]) node)[(int) (page >>> BITS * level) & MASK];
                if (child == null) {
                    break;
                }
                node = child;
                level--;
            }
            if (level == 0) {
                long[] leaf = (long[]) node;
                for (int index = (int) page & MASK; index < leaf.length; index++) {
                    if (leaf[index] != 0) {
                        return (page & ~(long) MASK) + index;
                    }
                }
                level = 1;
            }
            page = ((page >>> BITS * level) + 1) << BITS * level;
        }
        return -1;
    }
}
