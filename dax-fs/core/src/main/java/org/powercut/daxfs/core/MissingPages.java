package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FaultHook;
import org.powercut.pmem.Pmem;

/**
 * The holes that a mapping meets, for which user code may have the bytes. It is asked without a lock and takes its time;
 * afterwards the page is looked at again, and what was supplied counts only if it is a hole still.
 */
final class MissingPages {
    private final DaxFs fs;
    private final Inode inode;
    private final PageTable table;
    private final boolean privateCopies;
    volatile @Nullable FaultHook hook;

    MissingPages(DaxFs fs, Inode inode, PageTable table, boolean privateCopies) {
        this.fs = fs;
        this.inode = inode;
        this.table = table;
        this.privateCopies = privateCopies;
    }

    /** What the user has for a page that is about to be mapped; null if nothing, or if it is no hole. */
    @Nullable
    MemorySegment ask(int index) {
        FaultHook asked = hook;
        long page = table.filePage(index);
        if (asked == null || !isMissing(index, page)) {
            return null;
        }
        MemorySegment bytes = asked.page(page << FileSize.PAGE_SHIFT);
        if (bytes != null && bytes.byteSize() != Pmem.PAGE) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "a fault hook supplied " + bytes.byteSize() + " bytes; a page has 4096");
        }
        return bytes;
    }

    private boolean isMissing(int index, long page) {
        long stamp = inode.lock.readLock();
        try {
            return inode.pages.get(page) == 0
                    && page << FileSize.PAGE_SHIFT < inode.size
                    && !(privateCopies && table.allows(index, false));
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    /** Fills a hole: the file's, or the private mapping's. The caller holds the inode's lock for writing. */
    void fill(int index, long page, MemorySegment supplied) {
        if (privateCopies) {
            MemorySegment copy = MemorySegment.ofArray(new long[Pmem.PAGE / Long.BYTES]);
            table.mapCopy(index, copy.copyFrom(supplied), true);
            return;
        }
        fs.volume.requireWritable();
        long start = page << FileSize.PAGE_SHIFT;
        Transaction transaction = new Transaction(fs.volume);
        fs.writer.write(inode, start, supplied, Math.min(Pmem.PAGE, inode.size - start), transaction);
        LogCompactor.compactIfLong(inode, transaction);
    }
}
