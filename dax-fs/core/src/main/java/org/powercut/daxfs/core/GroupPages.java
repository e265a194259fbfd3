package org.powercut.daxfs.core;

import java.util.Arrays;
import org.powercut.pmem.Pmem;

/**
 * What a group of operations did to pages of the device: which lines of each were stored to and wait for the group's
 * commit to write them back, and which pages were free before the group. A hash table from page to a mask of its 64
 * lines. Guarded by whoever has the group.
 */
final class GroupPages {
    private static final int LINES = Pmem.PAGE / Pmem.LINE;
    private static final int FIRST_CAPACITY = 32;
    private static final long EMPTY = -1;

    private long[] pages = newTable(FIRST_CAPACITY);
    private long[] lines = new long[FIRST_CAPACITY];
    private boolean[] born = new boolean[FIRST_CAPACITY];
    private int size;

    /** Receives runs of lines, in bytes of the device. */
    interface Visitor {
        void run(long offset, long length);
    }

    private static long[] newTable(int capacity) {
        long[] table = new long[capacity];
        Arrays.fill(table, EMPTY);
        return table;
    }

    /** The lines of these bytes wait to be written back. */
    void note(long offset, long length) {
        long end = (offset + length - 1) / Pmem.LINE;
        for (long line = offset / Pmem.LINE; line <= end; ) {
            int first = (int) (line % LINES);
            int count = (int) Math.min(LINES - first, end - line + 1);
            int slot = slot(line / LINES); // before the array is looked at, which may grow
            lines[slot] |= -1L >>> LINES - count << first;
            line += count;
        }
    }

    /** The pages were free before the group. */
    void born(long page, long count) {
        for (long each = page; each < page + count; each++) {
            int slot = slot(each);
            born[slot] = true;
        }
    }

    /** Whether the page was free before the group, and is not now. */
    boolean isBorn(long page) {
        int slot = find(page);
        return slot >= 0 && born[slot];
    }

    /** Adds the lines of a page that wait in {@code other}. */
    void addWaiting(GroupPages other, long page) {
        int theirs = other.find(page);
        if (theirs >= 0) {
            int ours = slot(page);
            lines[ours] |= other.lines[theirs];
        }
    }

    /** Nobody needs what was stored to the page. Returns whether it was free before the group. */
    boolean forget(long page) {
        int slot = find(page);
        if (slot < 0) {
            return false;
        }
        boolean result = born[slot];
        lines[slot] = 0;
        born[slot] = false;
        return result;
    }

    /** Visits the lines that wait, ascending, in runs as long as possible. */
    void forEachRun(Visitor visitor) {
        long[] sorted = new long[size];
        int count = 0;
        for (int slot = 0; slot < pages.length; slot++) {
            if (lines[slot] != 0) {
                sorted[count++] = pages[slot];
            }
        }
        Arrays.sort(sorted, 0, count);
        long start = 0;
        long end = 0;
        for (int i = 0; i < count; i++) {
            long page = sorted[i];
            long mask = lines[find(page)];
            while (mask != 0) {
                int first = Long.numberOfTrailingZeros(mask);
                int length = Long.numberOfTrailingZeros(~(mask >>> first));
                long line = page * LINES + first;
                if (line != end) {
                    visit(start, end, visitor);
                    start = line;
                }
                end = line + length;
                mask = first + length == LINES ? 0 : mask & -1L << first + length;
            }
        }
        visit(start, end, visitor);
    }

    private static void visit(long start, long end, Visitor visitor) {
        if (start < end) {
            visitor.run(start * Pmem.LINE, (end - start) * Pmem.LINE);
        }
    }

    private int find(long page) {
        int mask = pages.length - 1;
        for (int slot = hash(page) & mask; ; slot = slot + 1 & mask) {
            if (pages[slot] == page) {
                return slot;
            }
            if (pages[slot] == EMPTY) {
                return -1;
            }
        }
    }

    private int slot(long page) {
        int found = find(page);
        if (found >= 0) {
            return found;
        }
        if (size * 2 >= pages.length) {
            grow();
        }
        size++;
        int mask = pages.length - 1;
        int slot = hash(page) & mask;
        while (pages[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        pages[slot] = page;
        return slot;
    }

    private void grow() {
        long[] oldPages = pages;
        long[] oldLines = lines;
        boolean[] oldBorn = born;
        int capacity = oldPages.length * 2;
        pages = newTable(capacity);
        lines = new long[capacity];
        born = new boolean[capacity];
        size = 0;
        for (int i = 0; i < oldPages.length; i++) {
            if (oldPages[i] != EMPTY && (oldLines[i] != 0 || oldBorn[i])) {
                int slot = slot(oldPages[i]);
                lines[slot] = oldLines[i];
                born[slot] = oldBorn[i];
            }
        }
    }

    private static int hash(long page) {
        return (int) (page * 0x9E37_79B9_7F4A_7C15L >>> 32);
    }
}
