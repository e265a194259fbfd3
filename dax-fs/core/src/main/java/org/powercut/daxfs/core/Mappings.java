package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The mappings of one file, and the pages that stores through them left dirty. The dirty pages are known here, not in
 * the mappings, and so outlive them. Guarded by the inode's lock.
 */
final class Mappings {
    private final PmemDevice device;
    private final List<PageTable> tables = new ArrayList<>(1);
    /** File pages on the device that were writable since they were last made durable. */
    private final SectorSet dirty = new SectorSet();
    /** File pages that are not dirty any more, and whose checksums are still off; see {@link DataChecksums#turnOn}. */
    private final SectorSet writtenBack = new SectorSet();

    private final boolean checksummed;
    /** Stores to these cannot be noticed: they are dirty always. */
    private final List<MappedSegment> segments = new ArrayList<>(0);

    /** Made by the first pin. */
    @Nullable
    Pins pins;

    /** Made by the first fault of a file without DAX. */
    @Nullable
    PageCache cache;

    /** @param checksummed whether the file's pages have checksums */
    Mappings(PmemDevice device, boolean checksummed) {
        this.device = device;
        this.checksummed = checksummed;
    }

    void add(PageTable table) {
        tables.add(table);
    }

    void remove(PageTable table) {
        tables.remove(table);
        if (tables.isEmpty() && cache != null) {
            cache.dropClean();
        }
    }

    /** Whether there is a mapping of the file. */
    boolean isMapped() {
        return !tables.isEmpty();
    }

    void markDirty(long page) {
        markDirty(page, 1);
    }

    void markDirty(long page, long count) {
        dirty.add(page, count);
        if (!writtenBack.isEmpty()) {
            writtenBack.remove(page, count);
        }
    }

    /** Whether there is no mapping, and none has left anything behind. */
    boolean isIdle() {
        return tables.isEmpty() && !isDirty();
    }

    boolean isDirty() {
        return !dirty.isEmpty() || cache != null && cache.isDirty() || hasStoringSegment();
    }

    /** The pages {@code [from, to)} of the file lie elsewhere now, and what lies there is durable. */
    void invalidate(long from, long to) {
        for (PageTable table : tables) {
            table.invalidate(from, to);
        }
        forget(from, to);
    }

    private void forget(long from, long to) {
        dirty.remove(from, to - from);
        writtenBack.remove(from, to - from);
    }

    /** Whether stores can come to a page without the file system's knowledge, or have come and are not durable. */
    boolean mayChange(long page) {
        return dirty.containsAll(page, 1) || pins != null && pins.overlap(page, page + 1);
    }

    /** Pages that were written back since their checksums were last turned on. */
    SectorSet writtenBack() {
        return writtenBack;
    }

    /** The pages {@code [from, to)} of the file are about to change where they lie: copies of them do not follow. */
    void dropCopies(long from, long to) {
        for (PageTable table : tables) {
            table.dropCopies(from, to);
        }
    }

    /** The file has the bytes of what it has in DRAM of pages {@code [from, to)}, or does not need them. */
    void dropCached(long from, long to) {
        if (cache != null) {
            cache.drop(from, to);
            dropCopies(from, to);
        }
    }

    /** The file was cut to {@code size} bytes: pages past that are gone, and the last one must be looked at again. */
    void truncate(long size) {
        long cut = FileSize.pages(size);
        for (PageTable table : tables) {
            table.invalidate(FileSize.page(size), cut);
            table.dropFrom(cut);
        }
        forget(cut, PageMap.MAX_PAGES);
    }

    /** The file system is being unmounted. */
    void dropAll() {
        for (PageTable table : tables) {
            table.dropAll();
        }
        if (pins != null) {
            pins.clear();
        }
    }

    // segments

    void addSegment(MappedSegment segment) {
        segments.add(segment);
    }

    boolean hasSegments() {
        return !segments.isEmpty();
    }

    boolean isInSegment(long page) {
        for (MappedSegment segment : segments) {
            if (page >= segment.from && page < segment.to) {
                return true;
            }
        }
        return false;
    }

    private boolean hasStoringSegment() {
        for (MappedSegment segment : segments) {
            if (segment.stores) {
                return true;
            }
        }
        return false;
    }

    /** What was stored through the segment, which is invalid now, is dirty like any other page. */
    void removeSegment(MappedSegment segment) {
        if (segments.remove(segment)) {
            segment.unpin();
            if (segment.stores) {
                dirty.add(segment.from, segment.to - segment.from);
            }
        }
    }

    /** The file system is being unmounted: ends stores that it cannot see. What they stored stays dirty. */
    void closeSegments() {
        for (MappedSegment segment : List.copyOf(segments)) {
            segment.invalidate();
            removeSegment(segment);
        }
    }

    // durability

    /**
     * Starts to write back the dirty pages {@code [from, to)} of the file, and makes the next store to each of them
     * fault again, so that it is noticed. The caller fences. Returns whether there were any.
     */
    boolean flushDirty(PageMap pages, long from, long to) {
        boolean any = flushSegments(pages, from, to);
        NavigableMap<Long, Long> runs = dirty.runs();
        Long first = runs.floorKey(from);
        for (Map.Entry<Long, Long> run :
                runs.subMap(first == null ? from : first, true, to, false).entrySet()) {
            long end = Math.min(to, run.getValue());
            for (long page = Math.max(from, run.getKey()); page < end; ) {
                long count = HugePages.unit(pages, page, end);
                writeProtect(page, count);
                flushPage(pages.get(page), count);
                if (checksummed) {
                    writtenBack.add(page, count);
                }
                page += count;
                any = true;
            }
        }
        dirty.remove(from, to - from);
        return any;
    }

    private boolean flushSegments(PageMap pages, long from, long to) {
        boolean any = false;
        for (MappedSegment segment : segments) {
            long start = Math.max(from, segment.from);
            long end = Math.min(to, segment.to);
            if (segment.stores && start < end) {
                flushPage(pages.get(start), end - start);
                any = true;
            }
        }
        return any;
    }

    /** The next store to one of the pages faults. */
    void writeProtect(long page, long count) {
        for (PageTable table : tables) {
            table.writeProtect(page, page + count);
        }
    }

    private void flushPage(long block, long count) {
        device.flush(block * Pmem.PAGE, count * Pmem.PAGE);
    }
}
