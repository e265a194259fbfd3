package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The page table of one mapping: for each page whether it is absent, readable or writable, and which block (device
 * page) or page of DRAM stands behind it. Leaves of up to 512 entries are made by the first fault in them. Changed
 * under the inode's lock for writing, read under it for reading, or optimistically.
 */
final class PageTable {
    private static final long READABLE = 1;
    private static final long WRITABLE = 2;
    private static final int BITS = 2;

    private static final int LEAF_BITS = 9;
    private static final int LEAF = 1 << LEAF_BITS;
    private static final long[] EMPTY = {};

    private final long firstPage;
    private final int pages;
    private final boolean privateCopies;
    /** An empty leaf stands for one whose pages are all absent. */
    private final long[][] leaves;
    /** By leaf, pages that are in DRAM: holes that were read, private copies, and pages of the file's cache. */
    private @Nullable MemorySegment @Nullable [] @Nullable [] copies;

    /** @param privateCopies whether pages that can be stored to belong to the mapping and not to the file */
    PageTable(long firstPage, int pages, boolean privateCopies) {
        this.firstPage = firstPage;
        this.privateCopies = privateCopies;
        this.pages = pages;
        this.leaves = new long[(pages + LEAF - 1) >>> LEAF_BITS][];
        Arrays.fill(leaves, EMPTY);
    }

    long filePage(int index) {
        return firstPage + index;
    }

    /** Whether all of the file's pages {@code [from, to)} are mapped here. */
    boolean covers(long from, long to) {
        return from >= firstPage && to <= firstPage + pages;
    }

    private long entry(int index) {
        long[] leaf = leaves[index >>> LEAF_BITS];
        int slot = index & LEAF - 1;
        return slot < leaf.length ? leaf[slot] : 0;
    }

    boolean allows(int index, boolean store) {
        return (entry(index) & (store ? WRITABLE : READABLE)) != 0;
    }

    /** The block behind a page, or 0 if the page is absent or in DRAM. */
    long block(int index) {
        return entry(index) >>> BITS;
    }

    /** The DRAM behind a page, or null. */
    @Nullable
    MemorySegment copy(int index) {
        if (copies == null) {
            return null;
        }
        @Nullable MemorySegment[] leaf = copies[index >>> LEAF_BITS];
        return leaf == null ? null : leaf[index & LEAF - 1];
    }

    void mapBlock(int index, long block, boolean writable) {
        leafOf(index)[index & LEAF - 1] = block << BITS | READABLE | (writable ? WRITABLE : 0);
        setCopy(index, null);
    }

    /** Maps pages that lie one after the other. What could be stored to still can be, and private copies stay. */
    void mapBlocks(int index, long block, int count, boolean writable) {
        for (int i = 0; i < count; i++) {
            if (!isPrivate(index + i)) {
                mapBlock(index + i, block + i, writable || block(index + i) == block + i && allows(index + i, true));
            }
        }
    }

    void mapCopy(int index, MemorySegment page, boolean writable) {
        leafOf(index)[index & LEAF - 1] = READABLE | (writable ? WRITABLE : 0);
        setCopy(index, page);
    }

    /** Takes the right to store from pages {@code [from, to)} of the file, but not from private copies. */
    void writeProtect(long from, long to) {
        int end = index(to);
        for (int index = nextPresent(index(from), end); index < end; index = nextPresent(index + 1, end)) {
            if (!isPrivate(index)) {
                leafOf(index)[index & LEAF - 1] &= ~WRITABLE;
            }
        }
    }

    /** Makes the pages {@code [from, to)} of the file absent; private copies stay. */
    void invalidate(long from, long to) {
        int end = index(to);
        for (int index = nextPresent(index(from), end); index < end; index = nextPresent(index + 1, end)) {
            if (!isPrivate(index)) {
                drop(index);
            }
        }
    }

    /** Makes those of the pages {@code [from, to)} of the file absent that show a copy; private copies stay. */
    void dropCopies(long from, long to) {
        if (copies != null) {
            int end = index(to);
            for (int index = nextPresent(index(from), end); index < end; index = nextPresent(index + 1, end)) {
                if (copy(index) != null && !isPrivate(index)) {
                    drop(index);
                }
            }
        }
    }

    /** Makes the pages from {@code from} on absent, private copies too. */
    void dropFrom(long from) {
        for (int index = nextPresent(index(from), pages); index < pages; index = nextPresent(index + 1, pages)) {
            drop(index);
        }
    }

    /** Makes every page absent. */
    void dropAll() {
        Arrays.fill(leaves, EMPTY);
        copies = null;
    }

    private void drop(int index) {
        leafOf(index)[index & LEAF - 1] = 0;
        setCopy(index, null);
    }

    private boolean isPrivate(int index) {
        return privateCopies && allows(index, true);
    }

    /** The first page from {@code from} on that is not absent, or {@code end}. */
    private int nextPresent(int from, int end) {
        for (int index = from; index < end; index++) {
            if (leaves[index >>> LEAF_BITS].length == 0) {
                index |= LEAF - 1;
            } else if (entry(index) != 0) {
                return index;
            }
        }
        return end;
    }

    private long[] leafOf(int index) {
        int number = index >>> LEAF_BITS;
        long[] leaf = leaves[number];
        if (leaf.length == 0) {
            leaves[number] = leaf = new long[Math.min(LEAF, pages - (number << LEAF_BITS))];
        }
        return leaf;
    }

    private void setCopy(int index, @Nullable MemorySegment page) {
        @Nullable MemorySegment @Nullable [] @Nullable [] all = copies;
        if (all == null) {
            if (page == null) {
                return;
            }
            copies = all = new MemorySegment[leaves.length][];
        }
        int number = index >>> LEAF_BITS;
        @Nullable MemorySegment[] leaf = all[number];
        if (leaf == null) {
            if (page == null) {
                return;
            }
            all[number] = leaf = new MemorySegment[leafOf(index).length];
        }
        leaf[index & LEAF - 1] = page;
    }

    /** Where a page of the file is in the mapping, or the end that it lies beyond. */
    private int index(long page) {
        return (int) Math.clamp(page - firstPage, 0, pages);
    }
}
