package org.powercut.daxfs.core;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * The durable form of {@link Badblocks}: the logs of two inodes of the file system's own, with the same entries in
 * both. One transaction changes both, so either can stand in for the other. Made when the first sector goes bad.
 */
final class BadblockLog {
    private static final int PAGES_BEFORE_REWRITE = 2;

    private final Volume volume;
    private final Transaction transaction;
    private Inode first;
    private Inode replica;

    BadblockLog(Volume volume) {
        this.volume = volume;
        this.transaction = new Transaction(volume);
        this.first = fresh(Layout.BADBLOCK_INO);
        this.replica = fresh(Layout.BADBLOCK_REPLICA_INO);
    }

    private Inode fresh(long ino) {
        return new Inode(ino, new InodeLog(volume.device, volume.allocator, ino), FileType.REGULAR);
    }

    /** Takes over the logs that are on the media. */
    void adopt(@Nullable Inode existingFirst, @Nullable Inode existingReplica) {
        first = existingFirst == null ? first : existingFirst;
        replica = existingReplica == null ? replica : existingReplica;
    }

    /** Makes durable that sectors went bad. */
    void add(List<MediaRange> ranges) {
        change(ranges, Layout.BadblockEntry.BAD);
    }

    /** Makes durable that sectors are good again. */
    void drop(List<MediaRange> ranges) {
        change(ranges, Layout.BadblockEntry.DROPPED);
    }

    private void change(List<MediaRange> ranges, long state) {
        transaction.begin(true);
        try {
            initialise();
            for (MediaRange range : ranges) {
                stage(range.offset() / Pmem.SECTOR, range.length() / Pmem.SECTOR, state);
            }
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        volume.commits.sync();
    }

    private void initialise() {
        for (Inode log : List.of(first, replica)) {
            if (log.log.tail() == 0) {
                volume.table.initialise(log.ino, log.type, 1, volume.epoch, transaction.now(), false);
            }
        }
    }

    private void stage(long sector, long count, long state) {
        transaction.badblock(first, sector, count, state);
        transaction.badblock(replica, sector, count, state);
    }

    /** Writes both logs anew, so that they hold no more than they must. */
    void rewrite(SectorSet all) {
        transaction.begin(true);
        try {
            initialise();
            transaction.replaceLog(first);
            transaction.replaceLog(replica);
            stage(0, volume.geometry.pages * SectorSet.PER_PAGE, Layout.BadblockEntry.DROPPED);
            for (Map.Entry<Long, Long> run : all.runs().entrySet()) {
                stage(run.getKey(), run.getValue() - run.getKey(), Layout.BadblockEntry.BAD);
            }
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        volume.commits.sync();
    }

    /** Whether a page of either log is among these. */
    boolean isIn(Set<Long> pages) {
        return first.log.isIn(pages) || replica.log.isIn(pages);
    }

    /** As {@link #rewrite}, but only when the logs have grown long. */
    void rewriteIfLong(SectorSet all) {
        if (first.log.pageCount() > PAGES_BEFORE_REWRITE) {
            try {
                rewrite(all);
            } catch (NoSpaceException e) {
                return; // long, but right
            }
        }
    }
}
