package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/**
 * The pages in DRAM of a file that is not accessed directly (no DAX): all shared mappings of the file show the same
 * ones. A page that was stored to is dirty until it is written back; reads look here after they looked at the device.
 * Changed under the inode's lock for writing, read under it for reading; the bytes are stored to under it for reading.
 */
final class PageCache {

    private static final class Page {
        final MemorySegment bytes;
        boolean dirty;

        Page(MemorySegment bytes) {
            this.bytes = bytes;
        }
    }

    /** Takes a dirty page back into the file. */
    interface Store {
        void page(long page, MemorySegment bytes);
    }

    private final NavigableMap<Long, Page> pages = new TreeMap<>();
    private int dirtyPages;

    @Nullable
    MemorySegment get(long page) {
        Page cached = pages.get(page);
        return cached == null ? null : cached.bytes;
    }

    void put(long page, MemorySegment bytes) {
        pages.put(page, new Page(bytes));
    }

    /** A mapping is about to store to a page that is here. */
    void markDirty(long page) {
        Page cached = pages.get(page);
        if (cached != null && !cached.dirty) {
            cached.dirty = true;
            dirtyPages++;
        }
    }

    boolean isDirty() {
        return dirtyPages > 0;
    }

    /**
     * Writes the dirty pages {@code [from, to)} back, one by one. What fails stays dirty, and so does what follows, unless
     * it is poison that a page failed for.
     */
    void writeBack(long from, long to, Store store) {
        if (dirtyPages == 0) {
            return;
        }
        FirstPoison poison = new FirstPoison();
        for (NavigableMap.Entry<Long, Page> entry : pages.subMap(from, to).entrySet()) {
            Page page = entry.getValue();
            if (page.dirty) {
                try {
                    store.page(entry.getKey(), page.bytes);
                    page.dirty = false;
                    dirtyPages--;
                } catch (PoisonedFileException e) {
                    poison.met(e);
                }
            }
        }
        poison.rethrow();
    }

    /** Forgets the pages {@code [from, to)}, with what is dirty in them. */
    void drop(long from, long to) {
        NavigableMap<Long, Page> range = pages.subMap(from, true, to, false);
        for (Page page : range.values()) {
            dirtyPages -= page.dirty ? 1 : 0;
        }
        range.clear();
    }

    /** Forgets what is not dirty: nobody maps the file any more. */
    void dropClean() {
        pages.values().removeIf(page -> !page.dirty);
    }

    /** Puts the bytes of dirty pages over those of {@code [offset, offset + length)} of the file that a read has found. */
    void overlay(long offset, long length, MemorySegment target) {
        if (dirtyPages == 0 || length <= 0) {
            return;
        }
        long end = offset + length;
        pages.subMap(FileSize.page(offset), true, FileSize.page(end - 1), true).forEach((number, page) -> {
            if (page.dirty) {
                long start = number << FileSize.PAGE_SHIFT;
                long from = Math.max(offset, start);
                long to = Math.min(end, start + Pmem.PAGE);
                MemorySegment.copy(page.bytes, from - start, target, from - offset, to - from);
            }
        });
    }
}
