package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.pmem.Pmem;

/**
 * fallocate(2): gives blocks to ranges of files, zeroes and frees ranges, takes them out and puts them in. Each operation
 * is one commit, however many extents it changes: after a crash all of it has happened, or nothing. For that, partial
 * pages get a new block with the zeros in it, even where writes go in place. Callers hold the inode's lock for writing.
 */
final class RangeOperations {
    private final Volume volume;
    private final FileWriter writer;

    RangeOperations(Volume volume, FileWriter writer) {
        this.volume = volume;
        this.writer = writer;
    }

    /**
     * Runs one mode of fallocate.
     *
     * @throws DaxFileSystemException EINVAL or EFBIG for a range that the mode cannot have; the file is as before
     */
    void allocate(Inode inode, FallocateMode mode, long offset, long length, Transaction transaction) {
        requireRange(mode, offset, length);
        long end = offset + length;
        breakLayout(inode, mode, offset, end);
        switch (mode) {
            case ALLOCATE -> preallocate(inode, offset, end, Math.max(inode.size, end), transaction);
            case ALLOCATE_KEEP_SIZE -> preallocate(inode, offset, end, inode.size, transaction);
            case PUNCH_HOLE -> punch(inode, offset, end, transaction);
            case ZERO_RANGE -> zero(inode, offset, end, Math.max(inode.size, end), transaction);
            case ZERO_RANGE_KEEP_SIZE -> zero(inode, offset, end, inode.size, transaction);
            case COLLAPSE_RANGE -> collapse(inode, offset, end, transaction);
            case INSERT_RANGE -> insert(inode, offset, length, transaction);
            case UNSHARE_RANGE -> unshare(inode, offset, end, transaction);
        }
    }

    private void breakLayout(Inode inode, FallocateMode mode, long offset, long end) {
        long first = FileSize.page(offset);
        switch (mode) {
            case ALLOCATE, ALLOCATE_KEEP_SIZE -> {}
            case PUNCH_HOLE, ZERO_RANGE, ZERO_RANGE_KEEP_SIZE, UNSHARE_RANGE ->
                writer.layouts.breakLayout(inode, first, FileSize.pages(end));
            case COLLAPSE_RANGE, INSERT_RANGE -> writer.layouts.breakLayout(inode, first, PageMap.MAX_PAGES);
        }
        writer.layouts.settle(inode, FileSize.page(inode.size), FileSize.pages(end));
    }

    private static void requireRange(FallocateMode mode, long offset, long length) {
        if (offset < 0 || length <= 0) {
            throw new DaxFileSystemException(
                    Errno.EINVAL,
                    mode + " of " + length + " bytes at " + offset + "; both begin at 0, length above it");
        }
        if (length > FileSize.MAX - offset) {
            throw new DaxFileSystemException(
                    Errno.EFBIG, length + " bytes at offset " + offset + "; a file has at most " + FileSize.MAX);
        }
    }

    // giving blocks

    private void preallocate(Inode inode, long offset, long end, long size, Transaction transaction) {
        writer.unsharing.copyGap(inode, size, transaction);
        PageChanges changes = new PageChanges(volume);
        long first = FileSize.page(offset);
        long last = FileSize.pages(end);
        transaction.begin();
        transaction.runs.clear();
        run(inode, changes, size, transaction, () -> {
            volume.features.require(Layout.Superblock.FEATURE_UNWRITTEN);
            allocate(holes(inode, first, last), transaction);
            fillHoles(inode, first, last, new BlockSource(transaction.runs), changes);
        });
    }

    private static long holes(Inode inode, long first, long end) {
        long holes = end - first;
        for (long page = inode.pages.nextMapped(first); page >= 0 && page < end; ) {
            holes--;
            page = inode.pages.nextMapped(page + 1);
        }
        return holes;
    }

    private void allocate(long pages, Transaction transaction) {
        if (pages > 0) {
            volume.allocate(pages, transaction.runs);
        }
    }

    /** Gives unwritten blocks to the holes among the pages {@code [first, end)}. */
    private void fillHoles(Inode inode, long first, long end, BlockSource blocks, PageChanges changes) {
        for (long page = first; page < end; ) {
            long mapped = inode.pages.nextMapped(page);
            long holeEnd = mapped < 0 ? end : Math.min(end, mapped);
            while (page < holeEnd) {
                long count = blocks.take(holeEnd - page);
                changes.add(page, unwritten(blocks.start()), count);
                page += count;
            }
            page = holeEnd + 1;
        }
    }

    private long unwritten(long block) {
        return volume.newWord(block, Layout.WriteEntry.FLAG_UNWRITTEN);
    }

    // taking blocks away

    private void punch(Inode inode, long offset, long end, Transaction transaction) {
        long until = throughLastPage(inode, end);
        PageChanges changes = new PageChanges(volume);
        transaction.begin(true);
        transaction.runs.clear();
        run(inode, changes, inode.size, transaction, () -> {
            allocate(partialPages(inode, offset, until), transaction);
            BlockSource blocks = new BlockSource(transaction.runs);
            zeroPartialPages(inode, offset, until, blocks, changes, transaction);
            long first = inode.pages.nextMapped(FileSize.pages(offset));
            long last = lastMapped(inode, first, FileSize.page(until));
            if (last >= 0) {
                changes.add(first, PageWord.HOLE, last - first + 1);
            }
        });
    }

    /** What lies past the end of the file in its last page counts as part of a range that reaches the end. */
    private static long throughLastPage(Inode inode, long end) {
        return end >= inode.size ? FileSize.pages(end) << FileSize.PAGE_SHIFT : end;
    }

    /** The last mapped page from {@code first} on and below {@code end}, or -1. */
    private static long lastMapped(Inode inode, long first, long end) {
        long last = -1;
        for (long page = first; page >= 0 && page < end; page = inode.pages.nextMapped(page + 1)) {
            last = page;
        }
        return last;
    }

    // zeroing

    private void zero(Inode inode, long offset, long end, long size, Transaction transaction) {
        writer.unsharing.copyGap(inode, size, transaction);
        long until = throughLastPage(inode, end);
        long first = FileSize.pages(offset);
        long last = FileSize.page(until);
        PageChanges changes = new PageChanges(volume);
        transaction.begin();
        transaction.runs.clear();
        run(inode, changes, size, transaction, () -> {
            long holes = holes(inode, FileSize.page(offset), FileSize.pages(until));
            volume.features.require(Layout.Superblock.FEATURE_UNWRITTEN);
            long partial = partialPages(inode, offset, until);
            allocate(holes + partial + copies(inode, first, last), transaction);
            BlockSource blocks = new BlockSource(transaction.runs);
            zeroPartialPages(inode, offset, until, blocks, changes, transaction);
            zeroWholePages(inode, first, last, blocks, changes);
            fillHoles(inode, FileSize.page(offset), FileSize.pages(until), blocks, changes);
        });
        volume.commits.relaid(inode);
    }

    /** How many of the pages {@code [first, end)} need another block, since something else holds the one they have. */
    private long copies(Inode inode, long first, long end) {
        long copies = 0;
        for (long page = inode.pages.nextMapped(first); page >= 0 && page < end; ) {
            copies += volume.mustCopy(inode.pages.word(page)) ? 1 : 0;
            page = inode.pages.nextMapped(page + 1);
        }
        return copies;
    }

    /** Makes pages with data unwritten: their blocks stay, and what they hold does not count any more. */
    private void zeroWholePages(Inode inode, long first, long end, BlockSource blocks, PageChanges changes) {
        for (long page = inode.pages.nextMapped(first); page >= 0 && page < end; ) {
            long word = inode.pages.word(page);
            if (volume.mustCopy(word)) {
                blocks.take(1);
                changes.add(page, unwritten(blocks.start()), 1);
                page = inode.pages.nextMapped(page + 1);
            } else {
                long count = 1;
                while (page + count < end
                        && inode.pages.word(page + count) == word + count
                        && !volume.mustCopy(word + count)) {
                    count++;
                }
                if (!PageWord.isUnwritten(word)) {
                    changes.add(page, unwritten(PageWord.block(word)), count);
                }
                page = inode.pages.nextMapped(page + count);
            }
        }
    }

    private static boolean isPartial(long offset) {
        return FileSize.inPage(offset) != 0;
    }

    /** How many pages with data the range covers in part. */
    private static int partialPages(Inode inode, long offset, long end) {
        long first = FileSize.page(offset);
        long last = FileSize.page(end);
        int pages = isPartial(offset) && inode.pages.get(first) != 0 ? 1 : 0;
        boolean another = isPartial(end) && (last != first || !isPartial(offset));
        return pages + (another && inode.pages.get(last) != 0 ? 1 : 0);
    }

    private void zeroPartialPages(
            Inode inode, long offset, long end, BlockSource blocks, PageChanges changes, Transaction transaction) {
        long first = FileSize.page(offset);
        long last = FileSize.page(end);
        if (isPartial(offset)) {
            int to = last == first ? FileSize.inPage(end) : Pmem.PAGE;
            zeroPartialPage(inode, first, FileSize.inPage(offset), to, blocks, changes, transaction);
        }
        if (isPartial(end) && (last != first || !isPartial(offset))) {
            zeroPartialPage(inode, last, 0, FileSize.inPage(end), blocks, changes, transaction);
        }
    }

    private void zeroPartialPage(
            Inode inode,
            long page,
            int from,
            int to,
            BlockSource blocks,
            PageChanges changes,
            Transaction transaction) {
        if (inode.pages.get(page) != 0) {
            blocks.take(1);
            writer.storeZeroedPage(inode, page, blocks.start(), from, to, transaction.page());
            changes.add(page, volume.dataWord(inode, blocks.start()), 1);
        }
    }

    /** Collects and stages what changes, commits it and applies it; if that fails, the file is as before. */
    private void run(Inode inode, PageChanges changes, long size, Transaction transaction, Runnable collect) {
        try {
            collect.run();
            if (size > inode.size) {
                writer.zeroGap(inode, size);
            }
            changes.stage(inode, size, transaction);
            if (changes.isEmpty() && size != inode.size) {
                transaction.grow(inode, size);
            }
        } catch (RuntimeException e) {
            transaction.abandon();
            volume.release(transaction.runs);
            throw e;
        }
        if (!transaction.isEmpty()) {
            transaction.commit();
            changes.apply(inode);
            changed(inode, size, transaction);
        }
    }

    private static void changed(Inode inode, long size, Transaction transaction) {
        inode.size = size;
        inode.mtime = inode.ctime = transaction.now();
    }

    // moving

    private void collapse(Inode inode, long offset, long end, Transaction transaction) {
        requireWholePages(offset, end);
        if (end >= inode.size) {
            throw new DaxFileSystemException(
                    Errno.EINVAL,
                    "a range up to " + end + " cannot be taken out of " + inode.size + " bytes; truncate");
        }
        move(inode, FileSize.page(end), FileSize.page(offset), inode.size - (end - offset), transaction);
    }

    private void insert(Inode inode, long offset, long length, Transaction transaction) {
        requireWholePages(offset, length);
        if (offset >= inode.size) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "nothing can be put in at " + offset + " of " + inode.size + " bytes; truncate");
        }
        long first = FileSize.page(offset);
        long last = lastMapped(inode, inode.pages.nextMapped(first), PageMap.MAX_PAGES);
        long pages = FileSize.page(length);
        if (length > FileSize.MAX - inode.size || last >= FileSize.page(FileSize.MAX) - pages) {
            throw new DaxFileSystemException(Errno.EFBIG, length + " more bytes; a file has at most " + FileSize.MAX);
        }
        move(inode, first, first + pages, inode.size + length, transaction);
    }

    private static void requireWholePages(long offset, long end) {
        if (isPartial(offset) || isPartial(end)) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "[" + offset + ", " + end + "): only whole pages of 4096 bytes can move");
        }
    }

    /** Moves the pages from {@code from} on to {@code to} on; pages in between are lost. */
    private void move(Inode inode, long from, long to, long size, Transaction transaction) {
        volume.features.require(Layout.Superblock.FEATURE_UNWRITTEN);
        transaction.begin(to < from);
        try {
            transaction.shift(inode, from, to, size);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        long first = Math.min(from, to);
        Mappings mappings = inode.mappings;
        if (mappings != null) {
            mappings.flushDirty(inode.pages, first, PageMap.MAX_PAGES);
        }
        transaction.commit();
        volume.commits.relaid(inode);
        volume.checksums.turnOn(inode);
        if (mappings != null) {
            mappings.invalidate(first, PageMap.MAX_PAGES);
            mappings.truncate(size);
        }
        inode.pages.move(from, to, (page, word, count) -> volume.discard(word, count));
        changed(inode, size, transaction);
    }

    // sharing

    /** Gives the file blocks of its own for all that it shares in the range. */
    private void unshare(Inode inode, long offset, long end, Transaction transaction) {
        long first = FileSize.page(offset);
        long last = FileSize.pages(Math.min(end, inode.size));
        writer.unsharing.settle(inode, first, last - 1);
        PageChanges changes = new PageChanges(volume);
        transaction.begin();
        transaction.runs.clear();
        run(inode, changes, inode.size, transaction, () -> {
            allocate(copies(inode, first, last), transaction);
            BlockSource blocks = new BlockSource(transaction.runs);
            for (long page = inode.pages.nextMapped(first); page >= 0 && page < last; ) {
                if (volume.mustCopy(inode.pages.word(page))) {
                    blocks.take(1);
                    writer.storeZeroedPage(inode, page, blocks.start(), 0, 0, transaction.page());
                    changes.add(page, volume.dataWord(inode, blocks.start()), 1);
                }
                page = inode.pages.nextMapped(page + 1);
            }
        });
    }
}
