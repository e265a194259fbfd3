package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;

/**
 * Lets files share blocks: clones a range of one file into another, or finds two ranges equal and keeps one of them. One
 * transaction over both logs: the target's says where its pages lie now, and both say that the blocks are shared. The
 * source's mapped stores are durable by then, and its mappings cannot store to the blocks any more without a fault.
 * Callers hold no lock.
 */
final class Reflink {
    /** A run of pages of the source that have blocks. */
    private record Extent(long page, long word, long count) {}

    private final Volume volume;
    private final FileWriter writer;
    private final SameBytes sameBytes;

    Reflink(Volume volume, FileReader reader, FileWriter writer) {
        this.volume = volume;
        this.writer = writer;
        this.sameBytes = new SameBytes(reader);
    }

    /**
     * What is to be shared, in bytes.
     *
     * @param length 0 for all up to the end of the source
     * @param whole whether the target ends where the source does
     */
    record Range(Inode source, long sourceOffset, Inode target, long offset, long length, boolean whole) {
        private Range upToEnd() {
            boolean open = length == 0 && sourceOffset <= source.size;
            return new Range(source, sourceOffset, target, offset, open ? source.size - sourceOffset : length, whole);
        }

        private long firstPage() {
            return FileSize.page(sourceOffset);
        }

        private long endPage() {
            return FileSize.pages(sourceOffset + length);
        }

        /** The page of the target that a page of the source becomes. */
        private long targetPage(long page) {
            return page - firstPage() + FileSize.page(offset);
        }
    }

    /**
     * Makes a range of the target share the blocks of the source.
     *
     * @throws NoSpaceException if there is no room for the logs; both files are as before
     */
    void cloneRange(Range asked, Runnable check) {
        try (InodeLocks locks = InodeLocks.lock(asked.source, asked.target)) {
            check.run();
            Range range = asked.upToEnd();
            requirePossible(range);
            long end = range.offset + range.length;
            long size = range.whole ? end : Math.max(range.target.size, end);
            if (range.length > 0 || isCut(range, size)) {
                share(range, size, true);
            }
        }
    }

    /** Shares the blocks of the source if the ranges hold the same bytes. Returns whether they do. */
    boolean dedupe(Range range, Runnable check) {
        try (InodeLocks locks = InodeLocks.lock(range.source, range.target)) {
            check.run();
            requirePossible(range);
            if (range.length > range.target.size - range.offset) {
                throw invalid(range, "the range ends past the end of the target, %d".formatted(range.target.size));
            }
            if (range.length == 0) {
                return true;
            }
            if (!sameBytes.in(range.source, range.sourceOffset, range.target, range.offset, range.length)) {
                return false;
            }
            share(range, range.target.size, false);
            return true;
        }
    }

    private static void requirePossible(Range range) {
        if (range.sourceOffset % Pmem.PAGE != 0 || range.offset % Pmem.PAGE != 0) {
            throw invalid(range, "offsets are multiples of 4096");
        }
        if (range.length > FileSize.MAX - range.offset) {
            throw new DaxFileSystemException(
                    Errno.EFBIG, "inode " + range.target.ino + " cannot grow past " + FileSize.MAX + " bytes");
        }
        if (range.length < 0 || range.length > range.source.size - range.sourceOffset) {
            throw invalid(range, "the source has %d bytes".formatted(range.source.size));
        }
        boolean toEnd = range.sourceOffset + range.length == range.source.size
                && range.offset + range.length >= (range.whole ? 0 : range.target.size);
        if (range.length % Pmem.PAGE != 0 && !toEnd) {
            throw invalid(range, "the length is a multiple of 4096, unless the range ends both files");
        }
        if (range.source == range.target && Math.abs(range.offset - range.sourceOffset) < range.length) {
            throw invalid(range, "the ranges overlap");
        }
    }

    private static DaxFileSystemException invalid(Range range, String detail) {
        return new DaxFileSystemException(
                Errno.EINVAL,
                "cannot share %d bytes of inode %d from offset %d with inode %d at offset %d: %s"
                        .formatted(
                                range.length,
                                range.source.ino,
                                range.sourceOffset,
                                range.target.ino,
                                range.offset,
                                detail));
    }

    /** @param changes whether the target's content changes, and with it its times */
    private void share(Range range, long size, boolean changes) {
        Transaction transaction = new Transaction(volume);
        Inode target = range.target;
        writer.layouts.breakLayout(range.source, range.firstPage(), range.endPage());
        writer.layouts.breakLayout(
                target,
                Math.min(range.targetPage(range.firstPage()), FileSize.page(target.size)),
                range.whole ? PageMap.MAX_PAGES : range.targetPage(range.endPage()));
        volume.features.require(Layout.Superblock.FEATURE_REFLINK);
        writer.unsharing.copyGap(target, range.offset, transaction);
        List<Extent> extents = extents(range);
        transaction.begin();
        try {
            stageSource(range.source, extents, transaction);
            stageTarget(range, extents, size, transaction);
            if (!changes) {
                transaction.links(target, target.nlink, target.ctime);
            }
            writer.zeroGap(target, range.offset);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        boolean cuts = isCut(range, size);
        writeBack(range);
        transaction.commit();
        volume.checksums.turnOn(range.source);
        extents.forEach(extent -> switchSource(range.source, extent));
        switchTarget(range, extents);
        if (cuts) {
            writer.cut(target, size);
        }
        target.size = size;
        if (changes) {
            target.mtime = target.ctime = transaction.now();
        }
        LogCompactor.compactIfLong(range.source, transaction);
        LogCompactor.compactIfLong(target, transaction);
    }

    /** The source's pages that have data; blocks that were given to it in advance are holes to others. */
    private static List<Extent> extents(Range range) {
        List<Extent> extents = new ArrayList<>();
        range.source.pages.forEachRun(range.firstPage(), range.endPage(), (page, word, count) -> {
            if (!PageWord.isUnwritten(word)) {
                extents.add(new Extent(page, word, count));
            }
        });
        return extents;
    }

    private static void stageSource(Inode source, List<Extent> extents, Transaction transaction) {
        for (Extent extent : extents) {
            if (!PageWord.isShared(extent.word)) {
                transaction.share(source, extent.page, PageWord.block(extent.word), extent.count);
            }
        }
    }

    private void stageTarget(Range range, List<Extent> extents, long size, Transaction transaction) {
        long hole = range.firstPage();
        for (Extent extent : extents) {
            stageHole(range, hole, extent.page, size, transaction);
            long word = sharedWord(range.target, extent.word);
            transaction.write(range.target, range.targetPage(extent.page), word, extent.count, 0, size);
            hole = extent.page + extent.count;
        }
        stageHole(range, hole, range.endPage(), size, transaction);
        if (isCut(range, size)) {
            transaction.size(range.target, size);
        } else if (extents.isEmpty()) {
            transaction.grow(range.target, size);
        }
    }

    /** Whether the target loses what lies past its new end. */
    private static boolean isCut(Range range, long size) {
        return range.whole && (size < range.target.size || range.target.pages.nextMapped(FileSize.pages(size)) >= 0);
    }

    private static void stageHole(Range range, long from, long to, long size, Transaction transaction) {
        long mapped = range.target.pages.nextMapped(range.targetPage(from));
        if (from < to && mapped >= 0 && mapped < range.targetPage(to)) {
            transaction.hole(range.target, range.targetPage(from), to - from, size);
        }
    }

    /** The target got the block now, whenever the source did. */
    private long sharedWord(Inode target, long word) {
        int checksummed = target.nodatacow ? 0 : PageWord.flags(word) & Layout.WriteEntry.FLAG_CHECKSUMMED;
        return volume.newWord(PageWord.block(word), Layout.WriteEntry.FLAG_SHARED | checksummed);
    }

    /** Mapped stores to the source are durable with the commit, and the next ones fault. */
    private static void writeBack(Range range) {
        @Nullable Mappings mappings = range.source.mappings;
        if (mappings != null) {
            mappings.flushDirty(range.source.pages, range.firstPage(), range.endPage());
        }
    }

    private void switchSource(Inode source, Extent extent) {
        for (long i = 0; i < extent.count; i++) {
            source.pages.put(extent.page + i, PageWord.shared(extent.word + i));
            volume.shares.share(PageWord.block(extent.word) + i);
        }
    }

    private void switchTarget(Range range, List<Extent> extents) {
        Inode target = range.target;
        long first = range.targetPage(range.firstPage());
        long end = range.targetPage(range.endPage());
        @Nullable Mappings mappings = target.mappings;
        if (mappings != null) {
            mappings.invalidate(first, end);
        }
        target.pages.remove(first, end, (page, word, count) -> volume.discard(word, count));
        for (Extent extent : extents) {
            long word = sharedWord(target, extent.word);
            for (long i = 0; i < extent.count; i++) {
                target.pages.put(range.targetPage(extent.page + i), word + i);
            }
        }
    }
}
