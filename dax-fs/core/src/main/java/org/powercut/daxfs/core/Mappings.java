package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The mappings of one file, and the pages that stores through them left dirty. The dirty pages are known here, not in
 * the mappings, and so outlive them. Guarded by the inode's lock.
 */
final class Mappings {
    private final PmemDevice device;
    private final List<PageTable> tables = new ArrayList<>(1);
    /** File pages that were writable since they were last made durable. */
    private final NavigableSet<Long> dirty = new TreeSet<>();

    Mappings(PmemDevice device) {
        this.device = device;
    }

    void add(PageTable table) {
        tables.add(table);
    }

    void remove(PageTable table) {
        tables.remove(table);
    }

    /** Whether there is a mapping of the file. */
    boolean isMapped() {
        return !tables.isEmpty();
    }

    void markDirty(long page) {
        dirty.add(page);
    }

    /** Whether there is no mapping, and none has left anything behind. */
    boolean isIdle() {
        return tables.isEmpty() && dirty.isEmpty();
    }

    boolean isDirty() {
        return !dirty.isEmpty();
    }

    /** The pages {@code [from, to)} of the file lie elsewhere now, and what lies there is durable. */
    void invalidate(long from, long to) {
        for (PageTable table : tables) {
            table.invalidate(from, to);
        }
        dirty.subSet(from, to).clear();
    }

    /** The pages {@code [from, to)} of the file are about to change where they lie: copies of them do not follow. */
    void dropCopies(long from, long to) {
        for (PageTable table : tables) {
            table.dropCopies(from, to);
        }
    }

    /** The file was cut to {@code size} bytes: pages past that are gone, and the last one must be looked at again. */
    void truncate(long size) {
        long cut = FileSize.pages(size);
        for (PageTable table : tables) {
            table.invalidate(FileSize.page(size), cut);
            table.dropFrom(cut);
        }
        dirty.tailSet(cut).clear();
    }

    /** The file system is being unmounted. */
    void dropAll() {
        for (PageTable table : tables) {
            table.dropAll();
        }
    }

    /**
     * Starts to write back the dirty pages {@code [from, to)} of the file, and makes the next store to each of them
     * fault again, so that it is noticed. The caller fences. Returns whether there were any.
     */
    boolean flushDirty(PageMap pages, long from, long to) {
        NavigableSet<Long> range = dirty.subSet(from, true, to, false);
        if (range.isEmpty()) {
            return false;
        }
        for (long page : range) {
            writeProtect(page);
            flushPage(pages.get(page));
        }
        range.clear();
        return true;
    }

    private void writeProtect(long page) {
        for (PageTable table : tables) {
            table.writeProtect(page, page + 1);
        }
    }

    private void flushPage(long block) {
        device.flush(block * Pmem.PAGE, Pmem.PAGE);
    }
}
