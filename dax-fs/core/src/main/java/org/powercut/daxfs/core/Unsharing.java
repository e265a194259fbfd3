package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;

/**
 * Gives pages blocks of their own before their bytes change in place, where something else holds the blocks they have
 * ({@link Volume#mustCopy}). The copy is durable and committed when it returns; the file's content is the same before
 * and after, so that nothing else has to be atomic with it. Callers hold the inode's lock for writing.
 */
final class Unsharing {
    private final Volume volume;
    private final FileReader reader;

    Unsharing(Volume volume, FileReader reader) {
        this.volume = volume;
        this.reader = reader;
    }

    /** Whether a page must be copied before it is changed in place. */
    boolean mustCopy(Inode inode, long page) {
        settle(inode, page, page);
        return volume.mustCopy(inode.pages.word(page));
    }

    /** Pages among {@code [first, last]} whose blocks nobody else has any more need not say that they are shared. */
    void settle(Inode inode, long first, long last) {
        if (volume.features.has(Layout.Superblock.FEATURE_REFLINK)) {
            for (long page = inode.pages.nextMapped(first); page >= 0 && page <= last; ) {
                long word = inode.pages.word(page);
                if (PageWord.isShared(word) && !volume.shares.isShared(PageWord.block(word))) {
                    volume.commits.sync(); // on the media, the other one may still have the block
                    inode.pages.put(page, PageWord.unshared(word));
                }
                page = inode.pages.nextMapped(page + 1);
            }
        }
    }

    /**
     * Copies one page to a block of its own, zero past the end of the file. Every mapping of the file loses the page and
     * faults it in again. Returns the block.
     *
     * @throws NoSpaceException if there is no room; the file is as before
     * @throws PoisonedFileException if a bad sector is in the way; the file is as before
     */
    long copy(Inode inode, long page, Transaction transaction) {
        transaction.begin();
        volume.allocate(1, transaction.runs);
        long block = transaction.runs.start(0);
        long word = volume.dataWord(inode, block);
        try {
            storeCopy(inode, page, block, transaction.page());
            transaction.write(inode, page, word, 1, 0, inode.size);
        } catch (RuntimeException e) {
            transaction.abandon();
            volume.release(transaction.runs);
            throw e;
        }
        transaction.commit();
        Mappings mappings = inode.mappings;
        if (mappings != null) {
            mappings.invalidate(page, page + 1);
        }
        volume.discard(inode.pages.put(page, word), 1);
        inode.mtime = inode.ctime = transaction.now();
        return block;
    }

    private void storeCopy(Inode inode, long page, long block, PageBuffer buffer) {
        long start = page << FileSize.PAGE_SHIFT;
        int held = (int) Math.clamp(inode.size - start, 0, Pmem.PAGE);
        if (held > 0) {
            long old = inode.pages.get(page) * Pmem.PAGE;
            reader.load(inode, start, old, buffer.segment, 0, held);
        }
        buffer.clear(held, Pmem.PAGE);
        storePage(block, buffer.segment);
        volume.checksums.store(inode, block, 1, buffer.segment, 0);
    }

    /** The whole page is one run of atoms: nothing is left in the cache. */
    private void storePage(long block, MemorySegment page) {
        volume.device.ntPutBytes(block * Pmem.PAGE, page, 0, Pmem.PAGE);
    }

    /**
     * Before the file grows to {@code newEnd}: the page of its present end, which will be zeroed behind it, is its own, and
     * zero there already if it has a checksum.
     */
    void copyGap(Inode inode, long newEnd, Transaction transaction) {
        long page = FileSize.page(inode.size);
        if (newEnd > inode.size
                && FileSize.inPage(inode.size) != 0
                && (mustCopy(inode, page) || isSummedTail(inode, page, transaction.page()))) {
            copy(inode, page, transaction);
        }
    }

    /** Whether zeroing what lies behind the end of the file would make the page's checksum wrong. */
    private boolean isSummedTail(Inode inode, long page, PageBuffer buffer) {
        long word = inode.pages.word(page);
        if (!volume.checksums.isOn(word)) {
            return false;
        }
        int from = FileSize.inPage(inode.size);
        long tail = PageWord.block(word) * Pmem.PAGE + from;
        try {
            volume.device.getBytes(tail, buffer.segment, from, Pmem.PAGE - from);
            return !buffer.isZero(from, Pmem.PAGE);
        } catch (MediaErrorException e) {
            return true;
        }
    }
}
