package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.PinPolicy;
import org.powercut.pmem.Pmem;

/**
 * What comes before each change of a file's bytes or blocks, in one place: pages that are pinned are waited for or the
 * change is refused ({@link PinPolicy}), and pages of a file without DAX that mappings have in DRAM go back into the
 * file. The caller holds the inode's lock for writing, has changed nothing, and is in no transaction.
 */
final class Layouts {
    private final Volume volume;
    private final FileWriter writer;

    Layouts(Volume volume, FileWriter writer) {
        this.volume = volume;
        this.writer = writer;
    }

    /** Does what may need pages to be unpinned, and waits for that without a lock. The caller holds none. */
    static void whenUnpinned(Runnable operation) {
        whenUnpinned(() -> {
            operation.run();
            return true;
        });
    }

    /** As {@link #whenUnpinned(Runnable)}, for what has a result. */
    static <T> T whenUnpinned(Supplier<T> operation) {
        while (true) {
            try {
                return operation.get();
            } catch (PinnedException e) {
                e.await();
            }
        }
    }

    /**
     * Pages {@code [from, to)} are about to lose their blocks, or to get other ones.
     *
     * @throws PinnedException if the operation must wait for pages to be unpinned
     * @throws DaxFileSystemException EBUSY if pages are pinned and it is not to wait
     */
    void breakLayout(Inode inode, long from, long to) {
        Mappings mappings = inode.mappings;
        if (mappings != null) {
            requireUnpinned(inode, mappings.pins, from, to);
            settle(inode, from, to);
        }
    }

    /** Bytes of pages {@code [from, to)} are about to change where they lie: mappings will look at them again. */
    void settle(Inode inode, long from, long to) {
        Mappings mappings = inode.mappings;
        if (mappings != null && mappings.cache != null && from < to) {
            writeBack(inode, from, to);
            mappings.dropCached(from, to);
        }
    }

    /** A write of pages {@code [first, last]} comes: those that it does not overwrite in place get new blocks. */
    void beforeWrite(Inode inode, long first, long last) {
        Mappings mappings = inode.mappings;
        if (mappings == null) {
            return;
        }
        Pins pins = mappings.pins;
        if (pins != null && pins.overlap(first, last + 1)) {
            for (long page = first; page <= last; page++) {
                if (!inode.nodatacow && !mappings.isInSegment(page) || writer.unsharing.mustCopy(inode, page)) {
                    requireUnpinned(inode, pins, page, page + 1);
                }
            }
        }
        settle(inode, Math.min(first, FileSize.page(inode.size)), last + 1);
    }

    /** A truncate to {@code size} comes. What is past the end of the file then needs no way back. */
    void beforeTruncate(Inode inode, long size) {
        Mappings mappings = inode.mappings;
        if (mappings == null) {
            return;
        }
        long cut = FileSize.pages(size);
        requireUnpinned(inode, mappings.pins, cut, PageMap.MAX_PAGES);
        if (mappings.cache != null) {
            settle(inode, Math.min(FileSize.page(size), FileSize.page(inode.size)), cut);
            mappings.dropCached(cut, PageMap.MAX_PAGES);
        }
    }

    private void requireUnpinned(Inode inode, @Nullable Pins pins, long from, long to) {
        if (pins != null && pins.overlap(from, to)) {
            if (volume.pinPolicy == PinPolicy.BUSY) {
                throw new DaxFileSystemException(
                        Errno.EBUSY,
                        "inode " + inode.ino + " has pinned pages in [" + from + ", " + to + "); unpin them first");
            }
            throw new PinnedException(pins, from, to);
        }
    }

    /** Writes dirty pages {@code [from, to)} that are in DRAM into the file; the next store to each faults again. */
    void writeBack(Inode inode, long from, long to) {
        Mappings mappings = inode.mappings;
        if (mappings == null || mappings.cache == null) {
            return;
        }
        mappings.cache.writeBack(from, to, (page, bytes) -> {
            mappings.writeProtect(page, 1);
            writeBackPage(inode, page, bytes);
        });
    }

    private void writeBackPage(Inode inode, long page, MemorySegment bytes) {
        long start = page << FileSize.PAGE_SHIFT;
        long length = Math.min(Pmem.PAGE, inode.size - start);
        if (length > 0) {
            Transaction mine = new Transaction(volume);
            writer.writeSettled(inode, start, bytes, length, mine);
            LogCompactor.compactIfLong(inode, mine);
        }
    }
}
