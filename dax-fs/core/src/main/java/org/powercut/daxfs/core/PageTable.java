package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The page table of one mapping: for each page whether it is absent, readable or writable, and which block (device
 * page) or page of DRAM stands behind it. Changed under the inode's lock for writing, read under it for reading.
 */
final class PageTable {
    private static final long READABLE = 1;
    private static final long WRITABLE = 2;
    private static final int BITS = 2;

    private final long firstPage;
    private final long[] entries;
    /** Pages that are in DRAM: holes that were read, and private copies. */
    private @Nullable MemorySegment @Nullable [] copies;

    PageTable(long firstPage, int pages) {
        this.firstPage = firstPage;
        this.entries = new long[pages];
    }

    long filePage(int index) {
        return firstPage + index;
    }

    boolean allows(int index, boolean store) {
        return (entries[index] & (store ? WRITABLE : READABLE)) != 0;
    }

    /** The block behind a page, or 0 if the page is absent or in DRAM. */
    long block(int index) {
        return entries[index] >>> BITS;
    }

    /** The DRAM behind a page, or null. */
    @Nullable
    MemorySegment copy(int index) {
        return copies == null ? null : copies[index];
    }

    void mapBlock(int index, long block, boolean writable) {
        entries[index] = block << BITS | READABLE | (writable ? WRITABLE : 0);
        if (copies != null) {
            copies[index] = null;
        }
    }

    void mapCopy(int index, MemorySegment page, boolean writable) {
        if (copies == null) {
            copies = new MemorySegment[entries.length];
        }
        copies[index] = page;
        entries[index] = READABLE | (writable ? WRITABLE : 0);
    }

    /** Takes the right to store from a page that lies on the device, if the mapping has it. */
    void writeProtect(long page) {
        int index = index(page);
        if (index >= 0 && block(index) != 0) {
            entries[index] &= ~WRITABLE;
        }
    }

    /** Makes the pages {@code [from, to)} of the file absent; private copies stay. */
    void invalidate(long from, long to) {
        int end = (int) Math.clamp(to - firstPage, 0, entries.length);
        for (int index = (int) Math.clamp(from - firstPage, 0, entries.length); index < end; index++) {
            if (!isPrivate(index)) {
                drop(index);
            }
        }
    }

    /** Makes those of the pages {@code [from, to)} of the file absent that show a copy; private copies stay. */
    void dropCopies(long from, long to) {
        if (copies != null) {
            int end = (int) Math.clamp(to - firstPage, 0, entries.length);
            for (int index = (int) Math.clamp(from - firstPage, 0, entries.length); index < end; index++) {
                if (copy(index) != null && !isPrivate(index)) {
                    drop(index);
                }
            }
        }
    }

    /** Makes the pages from {@code from} on absent, private copies too. */
    void dropFrom(long from) {
        for (int index = (int) Math.clamp(from - firstPage, 0, entries.length); index < entries.length; index++) {
            drop(index);
        }
    }

    /** Makes every page absent. */
    void dropAll() {
        Arrays.fill(entries, 0);
        copies = null;
    }

    private void drop(int index) {
        entries[index] = 0;
        if (copies != null) {
            copies[index] = null;
        }
    }

    private boolean isPrivate(int index) {
        return allows(index, true) && copy(index) != null;
    }

    private int index(long page) {
        long index = page - firstPage;
        return index >= 0 && index < entries.length ? (int) index : -1;
    }
}
