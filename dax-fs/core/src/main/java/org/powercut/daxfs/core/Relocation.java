package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.Pmem;

/**
 * Gives pages of a file one run of blocks, holes included, as a mapped segment needs it. The bytes are copied and
 * durable before the log refers to the new blocks, in one commit. The caller holds the inode's lock for writing.
 */
final class Relocation {
    private final DaxFs fs;
    private final Volume volume;
    private final Inode inode;
    private final long from;
    private final long to;

    /** Of pages {@code [from, to)} of the file. */
    Relocation(DaxFs fs, Inode inode, long from, long to) {
        this.fs = fs;
        this.volume = fs.volume;
        this.inode = inode;
        this.from = from;
        this.to = to;
    }

    /**
     * The first block of the run in which the pages lie already, or 0.
     *
     * @param stores whether bytes are to change there without the file system's knowledge
     */
    long run(boolean stores) {
        long block = inode.pages.get(from);
        boolean huge = to - from >= HugePages.PAGES && HugePages.floor(from) == from;
        if (block == 0 || huge && HugePages.floor(block) != block) {
            return 0;
        }
        for (long page = from; page < to; page++) {
            long word = inode.pages.word(page);
            if (PageWord.block(word) != block + page - from
                    || PageWord.isUnwritten(word)
                    || stores && (volume.mustCopy(word) || PageWord.isChecksummed(word))) {
                return 0;
            }
        }
        return block;
    }

    /**
     * Moves the pages to a new run.
     *
     * @return its first block
     * @throws NotSupportedException if no run is free that is long enough; nothing has changed
     */
    long relocate() {
        fs.writer.layouts.breakLayout(inode, from, to);
        Transaction transaction = new Transaction(volume);
        transaction.begin();
        volume.allocate(to - from, transaction.runs);
        long block = transaction.runs.start(0);
        try {
            if (transaction.runs.size() > 1) {
                throw new NotSupportedException(
                        "a segment of " + (to - from) + " pages needs as many free blocks in a row,"
                                + " and there is no such run; free some space, or map less");
            }
            copyPages(block);
            transaction.write(inode, from, volume.newWord(block, 0), to - from, 0, inode.size);
        } catch (RuntimeException e) {
            transaction.abandon();
            volume.release(transaction.runs);
            throw e;
        }
        transaction.commit();
        switchPages(block);
        LogCompactor.compactIfLong(inode, transaction);
        return block;
    }

    private void copyPages(long block) {
        PageBuffer buffer = new PageBuffer();
        MemorySegment bytes = buffer.segment;
        for (long page = from; page < to; page++) {
            buffer.clear(0, Pmem.PAGE);
            fs.reader.read(inode, page << FileSize.PAGE_SHIFT, bytes);
            storePage(block + page - from, bytes);
        }
    }

    private void storePage(long block, MemorySegment bytes) {
        volume.device.ntPutBytes(block * Pmem.PAGE, bytes, 0, Pmem.PAGE);
    }

    private void switchPages(long block) {
        fs.mappingsOf(inode).invalidate(from, to);
        for (long page = from; page < to; page++) {
            volume.discard(inode.pages.put(page, volume.newWord(block + page - from, 0)), 1);
        }
    }
}
