package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * Writes the data of files. Copy-on-write files get new blocks for every page that a write touches, and one tail commit
 * switches to all of them. Files without copy-on-write are overwritten in place, and get blocks for holes only. New
 * data is durable before the log refers to it. Callers hold the inode's lock for writing.
 */
final class FileWriter {
    private final Volume volume;
    private final FileReader reader;
    final Unsharing unsharing;
    /** What comes before each change. */
    final Layouts layouts;

    FileWriter(Volume volume, FileReader reader) {
        this.volume = volume;
        this.reader = reader;
        this.unsharing = new Unsharing(volume, reader);
        this.layouts = new Layouts(volume, this);
    }

    /**
     * Writes {@code length} bytes of {@code source}.
     *
     * @throws NoSpaceException if there is no room; the file is as before
     * @throws PoisonedFileException if a bad sector is not overwritten as a whole; the file is as before
     */
    void write(Inode inode, long offset, MemorySegment source, long length, Transaction transaction) {
        layouts.beforeWrite(inode, FileSize.page(offset), FileSize.page(offset + length - 1));
        Mappings mappings = inode.mappings;
        if (inode.nodatacow || mappings == null || !mappings.hasSegments()) {
            writeSettled(inode, offset, source, length, transaction);
        } else {
            writeAroundSegments(inode, mappings, offset, source, length, transaction);
        }
    }

    /** Pages of mapped segments stay where they are: a write changes them in place, and is not atomic with the rest. */
    private void writeAroundSegments(
            Inode inode, Mappings mappings, long offset, MemorySegment source, long length, Transaction transaction) {
        long end = offset + length;
        for (long position = offset; position < end; ) {
            long page = FileSize.page(position);
            boolean pinned = mappings.isInSegment(page);
            long next = page + 1;
            while (next << FileSize.PAGE_SHIFT < end && mappings.isInSegment(next) == pinned) {
                next++;
            }
            long until = Math.min(end, next << FileSize.PAGE_SHIFT);
            MemorySegment part = source.asSlice(position - offset, until - position);
            inode.nodatacow = pinned; // for this part; nobody else looks, under the lock
            try {
                writeSettled(inode, position, part, until - position, transaction);
            } finally {
                inode.nodatacow = false;
            }
            position = until;
        }
    }

    /** Writes where neither pins nor pages in DRAM are in the way. */
    void writeSettled(Inode inode, long offset, MemorySegment source, long length, Transaction transaction) {
        long first = FileSize.page(offset);
        long last = FileSize.page(offset + length - 1);
        long size = Math.max(inode.size, offset + length);
        unsharing.copyGap(inode, inode.nodatacow ? offset : first << FileSize.PAGE_SHIFT, transaction);
        if (inode.nodatacow) {
            unsharing.settle(inode, first, last);
        }
        List<MediaRange> healed = badSectorsToHeal(inode, offset, length);
        healUnwritten(inode, first, last);
        if (inode.pages.hasUnwritten()) {
            volume.commits.beforeStoreInPlace(inode);
        }
        long newPages = NewPages.toAllocate(volume, inode, first, last);
        transaction.begin(newPages == 0);
        transaction.runs.clear();
        if (newPages > 0) {
            volume.allocate(newPages, transaction.runs);
        }
        try {
            storeNewPages(inode, offset, source, length, transaction);
            zeroGap(inode, inode.nodatacow ? offset : first << FileSize.PAGE_SHIFT);
            stage(inode, first, last, size, transaction);
        } catch (RuntimeException e) {
            transaction.abandon();
            volume.release(transaction.runs);
            throw e;
        }
        boolean logged = !transaction.isEmpty();
        if (inode.nodatacow) {
            volume.badblocks.clearPoison(healed);
            overwrite(inode, offset, source, length);
        }
        if (logged) {
            transaction.commit();
        } else {
            fenceData();
        }
        volume.badblocks.drop(healed);
        switchPages(inode, first, last, transaction);
        if (!logged) {
            volume.markDirty(inode);
        }
        inode.size = size;
        inode.mtime = inode.ctime = transaction.now();
    }

    /** The block where a write changes a page in place, or 0 if the page gets a new one. */
    private long blockInPlace(Inode inode, long page) {
        long word = inode.pages.word(page);
        return NewPages.isNew(volume, word) ? 0 : PageWord.block(word);
    }

    // new blocks

    private void storeNewPages(Inode inode, long offset, MemorySegment source, long length, Transaction transaction) {
        NewPages pages = newPages(inode, offset, length, transaction);
        long end = offset + length;
        while (pages.next()) {
            long page = pages.page;
            long block = pages.block;
            long endPage = page + pages.count;
            if (offset > page << FileSize.PAGE_SHIFT || end < page + 1 << FileSize.PAGE_SHIFT) {
                storeMixedPage(inode, page++, block++, offset, source, length, transaction.page());
            }
            boolean mixedEnd = page < endPage && end < endPage << FileSize.PAGE_SHIFT;
            long whole = endPage - page - (mixedEnd ? 1 : 0);
            if (whole > 0) {
                storeWholePages(inode, block, whole, source, (page << FileSize.PAGE_SHIFT) - offset);
            }
            if (mixedEnd) {
                storeMixedPage(inode, page + whole, block + whole, offset, source, length, transaction.page());
            }
        }
    }

    /** Stores pages that the write covers. They are whole atoms: nothing is left in the cache. */
    private void storeWholePages(Inode inode, long block, long count, MemorySegment source, long sourceOffset) {
        volume.device.ntPutBytes(block * Pmem.PAGE, source, sourceOffset, count * Pmem.PAGE);
        volume.checksums.store(inode, block, count, source, sourceOffset);
    }

    /** Stores a page that the write covers in part: the rest is what the file held there, and zero past its end. */
    private void storeMixedPage(
            Inode inode, long page, long block, long offset, MemorySegment source, long length, PageBuffer buffer) {
        long start = page << FileSize.PAGE_SHIFT;
        int from = (int) (Math.max(offset, start) - start);
        int to = (int) (Math.min(offset + length, start + Pmem.PAGE) - start);
        int held = (int) Math.max(0, Math.min(Pmem.PAGE, inode.size - start));
        long old = inode.pages.get(page);
        buffer.clear(0, Pmem.PAGE);
        if (old != 0) {
            loadOld(inode, start, old, 0, Math.min(from, held), buffer);
            loadOld(inode, start, old, to, held, buffer);
        }
        MemorySegment.copy(source, start + from - offset, buffer.segment, from, to - from);
        volume.device.ntPutBytes(block * Pmem.PAGE, buffer.segment, 0, Pmem.PAGE);
        volume.checksums.store(inode, block, 1, buffer.segment, 0);
    }

    private void loadOld(Inode inode, long pageStart, long block, int from, int to, PageBuffer buffer) {
        if (from < to) {
            reader.load(inode, pageStart + from, block * Pmem.PAGE + from, buffer.segment, from, to - from);
        }
    }

    private void stage(Inode inode, long first, long last, long size, Transaction transaction) {
        NewPages pages = transaction.newPages.begin(volume, inode, first, last, transaction.runs);
        while (pages.next()) {
            transaction.write(inode, pages.page, volume.dataWord(inode, pages.block), pages.count, 0, size);
        }
        if (transaction.isEmpty() && size != inode.size) {
            transaction.grow(inode, size);
        }
    }

    /** After the commit: the file's pages lie at the new blocks, and the old ones are free. */
    private void switchPages(Inode inode, long first, long last, Transaction transaction) {
        NewPages pages = transaction.newPages.begin(volume, inode, first, last, transaction.runs);
        while (pages.next()) {
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                mappings.invalidate(pages.page, pages.page + pages.count);
            }
            long word = volume.dataWord(inode, pages.block);
            for (long i = 0; i < pages.count; i++) {
                long before = inode.pages.put(pages.page + i, word + i);
                if (!PageWord.isUnwritten(before)) {
                    volume.discard(before, 1);
                }
            }
        }
    }

    private NewPages newPages(Inode inode, long offset, long length, Transaction transaction) {
        return transaction.newPages.begin(
                volume, inode, FileSize.page(offset), FileSize.page(offset + length - 1), transaction.runs);
    }

    /** Blocks that were given to the file in advance may have gone bad since. */
    private void healUnwritten(Inode inode, long first, long last) {
        if (inode.pages.hasUnwritten() && !volume.badblocks.isEmpty()) {
            Runs own = new Runs();
            for (long page = first; page <= last; page++) {
                long word = inode.pages.word(page);
                if (PageWord.isUnwritten(word)) {
                    own.add(PageWord.block(word), 1);
                }
            }
            volume.badblocks.heal(own);
        }
    }

    /** Stores a page of the file at a block of its own, with the bytes {@code [from, to)} zero. The caller fences. */
    void storeZeroedPage(Inode inode, long page, long block, int from, int to, PageBuffer buffer) {
        long start = page << FileSize.PAGE_SHIFT;
        long old = inode.pages.get(page);
        int held = (int) Math.max(0, Math.min(Pmem.PAGE, inode.size - start));
        buffer.clear(0, Pmem.PAGE);
        loadOld(inode, start, old, 0, Math.min(from, held), buffer);
        loadOld(inode, start, old, to, held, buffer);
        volume.device.ntPutBytes(block * Pmem.PAGE, buffer.segment, 0, Pmem.PAGE);
        volume.checksums.store(inode, block, 1, buffer.segment, 0);
    }

    // in place

    /** Overwrites the pages that have blocks of their own. The data of others went into new blocks. */
    private void overwrite(Inode inode, long offset, MemorySegment source, long length) {
        long end = offset + length;
        volume.commits.beforeStoreInPlace(inode);
        Mappings mappings = inode.mappings;
        if (mappings != null) {
            mappings.dropCopies(FileSize.page(offset), FileSize.pages(end));
        }
        for (long position = offset; position < end; ) {
            long page = FileSize.page(position);
            long block = blockInPlace(inode, page);
            long next = page + 1;
            while (block != 0
                    && next << FileSize.PAGE_SHIFT < end
                    && blockInPlace(inode, next) == block + next - page) {
                next++;
            }
            long until = Math.min(end, next << FileSize.PAGE_SHIFT);
            if (block != 0) {
                long device = block * Pmem.PAGE + FileSize.inPage(position);
                storeInPlace(device, source, position - offset, until - position);
            }
            position = until;
        }
    }

    private void storeInPlace(long device, MemorySegment source, long sourceOffset, long length) {
        volume.device.ntPutBytes(device, source, sourceOffset, length);
        flushEdges(device, length);
    }

    /** Writes back the bytes of partial first and last atoms, which went through the cache. */
    private void flushEdges(long device, long length) {
        long end = device + length;
        boolean partialStart = device % Pmem.ATOM != 0;
        boolean partialEnd = end % Pmem.ATOM != 0;
        boolean sameLine = Pmem.floor(device, Pmem.LINE) == Pmem.floor(end - 1, Pmem.LINE);
        if (partialStart) {
            volume.device.flush(device, 1);
        }
        if (partialEnd && !(partialStart && sameLine)) {
            volume.device.flush(end - 1, 1);
        }
    }

    /** Makes an overwrite in place durable that needs no change of the log. */
    private void fenceData() {
        volume.device.fence();
    }

    /** The bad sectors that a write in place is about to heal; fails if one is not covered as a whole. */
    private List<MediaRange> badSectorsToHeal(Inode inode, long offset, long length) {
        if (!inode.nodatacow || volume.badblocks.isEmpty()) {
            return List.of();
        }
        volume.badblocks.refresh();
        List<MediaRange> result = new ArrayList<>();
        long end = offset + length;
        for (long position = offset; position < end; ) {
            long until = Math.min(end, FileSize.page(position) + 1 << FileSize.PAGE_SHIFT);
            long block = blockInPlace(inode, FileSize.page(position));
            if (block != 0) {
                long device = block * Pmem.PAGE + FileSize.inPage(position);
                for (MediaRange bad : volume.badblocks.badIn(device, until - position)) {
                    requireWhole(inode, position, device, until - position, bad);
                    result.add(bad);
                }
            }
            position = until;
        }
        return result;
    }

    private static void requireWhole(Inode inode, long position, long device, long length, MediaRange bad) {
        if (bad.offset() < device) {
            throw FileReader.poisoned(inode, position, device, bad);
        }
        if (bad.end() > device + length) {
            MediaRange last = new MediaRange(bad.end() - Pmem.SECTOR, Pmem.SECTOR);
            throw FileReader.poisoned(inode, position, device, last);
        }
    }

    // size

    /** Cuts or extends the file. */
    void truncate(Inode inode, long size, Transaction transaction) {
        boolean shrinks = size < inode.size;
        boolean losesBlocks = inode.pages.nextMapped(FileSize.pages(size)) >= 0;
        if (size == inode.size && !losesBlocks) {
            return;
        }
        layouts.beforeTruncate(inode, size);
        unsharing.copyGap(inode, size, transaction);
        transaction.begin(shrinks || losesBlocks);
        try {
            zeroGap(inode, size);
            transaction.size(inode, size);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        inode.size = size;
        inode.mtime = inode.ctime = transaction.now();
        if (shrinks && FileSize.inPage(size) != 0) {
            volume.commits.relaid(inode);
        }
        if (shrinks || losesBlocks) {
            cut(inode, size);
        }
    }

    /** After the commit: the pages past {@code size} are gone. */
    void cut(Inode inode, long size) {
        Mappings mappings = inode.mappings;
        if (mappings != null) {
            mappings.truncate(size);
        }
        inode.pages.removeFrom(FileSize.pages(size), (page, word, count) -> volume.discard(word, count));
    }

    /**
     * Zeroes what lies in the last page past the end of the file, before the file grows to {@code newEnd} and shows it.
     * The caller fences before it commits the growth.
     */
    void zeroGap(Inode inode, long newEnd) {
        long block = inode.pages.get(FileSize.page(inode.size));
        int from = FileSize.inPage(inode.size);
        if (newEnd > inode.size && from != 0 && block != 0) {
            long pageEnd = FileSize.pages(inode.size) << FileSize.PAGE_SHIFT;
            long length = Math.min(newEnd, pageEnd) - inode.size;
            volume.commits.beforeStoreInPlace(inode);
            volume.device.ntFill(block * Pmem.PAGE + from, length, (byte) 0);
            flushEdges(block * Pmem.PAGE + from, length);
        }
    }

    // page faults

    /** Gives a page that is a hole, or unwritten, a zeroed block, durably, before a mapping may store to it. Returns the block. */
    long allocatePage(Inode inode, long page, Transaction transaction) {
        healUnwritten(inode, page, page);
        volume.commits.beforeStoreInPlace(inode);
        long before = inode.pages.word(page);
        transaction.begin(before != PageWord.HOLE);
        transaction.runs.clear();
        if (before == PageWord.HOLE) {
            volume.allocate(1, transaction.runs);
        }
        long block = before == PageWord.HOLE ? transaction.runs.start(0) : PageWord.block(before);
        try {
            volume.device.ntFill(block * Pmem.PAGE, Pmem.PAGE, (byte) 0);
            volume.checksums.storeOff(inode, block);
            transaction.write(inode, page, volume.dataWord(inode, block), 1, 0, inode.size);
        } catch (RuntimeException e) {
            transaction.abandon();
            volume.release(transaction.runs);
            throw e;
        }
        transaction.commit();
        inode.pages.put(page, volume.dataWord(inode, block));
        inode.mtime = inode.ctime = transaction.now();
        return block;
    }

    /**
     * Zeroes what a mapping must not see past the end of the file in its last page: the rest of what was there before
     * the file was cut. Need not be durable, since the file does not grow without zeroing it again.
     */
    void zeroTail(Inode inode, long block, PageBuffer buffer) {
        int from = FileSize.inPage(inode.size);
        long device = block * Pmem.PAGE + from;
        if (!isZero(device, buffer, from)) {
            volume.commits.beforeStoreInPlace(inode);
            volume.device.fill(device, Pmem.PAGE - from, (byte) 0);
        }
    }

    private boolean isZero(long device, PageBuffer buffer, int from) {
        try {
            volume.device.getBytes(device, buffer.segment, from, Pmem.PAGE - from);
            return buffer.isZero(from, Pmem.PAGE);
        } catch (MediaErrorException e) {
            volume.badblocks.found(e);
            return false;
        }
    }
}
