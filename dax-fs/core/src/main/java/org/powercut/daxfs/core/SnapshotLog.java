package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.Snapshot;

/**
 * The durable form of {@link SnapshotList}: the log of an inode of the file system's own, made with the first snapshot. A
 * snapshot exists from the commit of its entry until that of another entry which deletes it. Callers let nothing else
 * change meanwhile.
 */
final class SnapshotLog {
    private static final int PAGES_BEFORE_REWRITE = 2;

    private final Volume volume;
    private @Nullable Inode log;

    /** @param existing the log that is on the media, or null */
    SnapshotLog(Volume volume, @Nullable Inode existing) {
        this.volume = volume;
        this.log = existing;
    }

    private Inode log() {
        Inode known = log;
        if (known == null) {
            InodeLog empty = new InodeLog(volume.device, volume.allocator, Layout.SNAPSHOT_INO);
            log = known = new Inode(Layout.SNAPSHOT_INO, empty, FileType.REGULAR);
        }
        return known;
    }

    /** The snapshot exists when this returns. */
    void make(Snapshot snapshot) {
        change(snapshot, Layout.SnapshotEntry.MADE, false);
    }

    /** The snapshot is gone when this returns. */
    void delete(Snapshot snapshot) {
        change(snapshot, Layout.SnapshotEntry.DELETED, true);
    }

    private void change(Snapshot snapshot, int state, boolean givesBack) {
        Transaction transaction = new Transaction(volume);
        transaction.begin(givesBack);
        try {
            if (log().log.tail() == 0) {
                volume.table.initialise(
                        Layout.SNAPSHOT_INO, FileType.REGULAR, 1, volume.epoch, transaction.now(), false);
            }
            stage(transaction, snapshot, state);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        volume.commits.sync();
    }

    private void stage(Transaction transaction, Snapshot snapshot, int state) {
        transaction.snapshot(log(), snapshot, snapshot.name().getBytes(StandardCharsets.UTF_8), state);
    }

    /** Writes the log anew when it has grown long, so that it holds no more than it must. Without space, it stays. */
    void rewriteIfLong(SnapshotList snapshots) {
        if (log().log.pageCount() > PAGES_BEFORE_REWRITE) {
            try {
                rewrite(snapshots);
            } catch (NoSpaceException e) {
                return; // long, but right
            }
        }
    }

    /** Writes the log anew if it has one of these pages. Returns whether it has. */
    boolean rewriteIfIn(Set<Long> pages, SnapshotList snapshots) {
        boolean isIn = log().log.isIn(pages);
        if (isIn) {
            rewrite(snapshots);
        }
        return isIn;
    }

    /** The newest epoch stays known, whether its snapshot exists or not: no epoch comes twice. */
    private void rewrite(SnapshotList snapshots) {
        Transaction transaction = new Transaction(volume);
        transaction.begin(true);
        try {
            transaction.replaceLog(log());
            for (Snapshot snapshot : snapshots.all()) {
                stage(transaction, snapshot, Layout.SnapshotEntry.MADE);
            }
            if (snapshots.newest() != snapshots.newestEver()) {
                stage(transaction, new Snapshot("-", snapshots.newestEver(), 0), Layout.SnapshotEntry.EPOCH_ONLY);
            }
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
    }
}
