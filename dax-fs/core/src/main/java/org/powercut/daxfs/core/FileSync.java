package org.powercut.daxfs.core;

import java.util.Comparator;
import java.util.List;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.PmemDevice;

/**
 * Makes durable what operations leave to fsync: stores through mappings, and times that changed without a log entry.
 * Everything else was durable when its operation returned.
 */
final class FileSync {
    private final Volume volume;
    private final PmemDevice device;
    private final Layouts layouts;

    FileSync(Volume volume, Layouts layouts) {
        this.layouts = layouts;
        this.volume = volume;
        this.device = volume.device;
    }

    /** fsync: the dirty pages of the whole file, and its times. */
    void sync(Inode inode) {
        sync(inode, 0, PageMap.MAX_PAGES, true);
    }

    /** fdatasync: the dirty pages of the whole file. Its size and its blocks are durable always. */
    void syncData(Inode inode) {
        sync(inode, 0, PageMap.MAX_PAGES, false);
    }

    /** The dirty pages {@code [from, to)}, and the times if asked to. */
    void sync(Inode inode, long from, long to, boolean times) {
        FirstPoison poison = new FirstPoison();
        try {
            start(inode, from, to, times);
        } catch (PoisonedFileException e) {
            poison.met(e);
        }
        volume.commits.sync();
        poison.rethrow();
    }

    private void start(Inode inode, long from, long to, boolean times) {
        long stamp = inode.lock.writeLock();
        try {
            syncLocked(inode, from, to, times);
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    /**
     * Everything of every inode.
     *
     * @throws PoisonedFileException if a bad sector keeps bytes of a file from it; everything else is durable
     */
    void syncAll() {
        FirstPoison poison = new FirstPoison();
        for (Inode inode : dirtyInodes()) {
            try {
                start(inode, 0, PageMap.MAX_PAGES, true);
            } catch (PoisonedFileException e) {
                poison.met(e);
            }
        }
        volume.commits.sync();
        poison.rethrow();
    }

    /** What was overwritten in the pages {@code [from, to)}, and no metadata. */
    void syncRange(Inode inode, long from, long to) {
        long stamp = inode.lock.writeLock();
        try {
            syncLocked(inode, from, to, false);
            volume.commits.writeBack(inode.pages, from, to);
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    /**
     * Everything of every inode, while nothing changes: then no page of a mapping can be stored to. Without space, times
     * wait.
     *
     * @throws PoisonedFileException if a bad sector keeps bytes of a file from it; everything else is durable
     */
    void syncStandingStill() {
        FirstPoison poison = new FirstPoison();
        for (Inode inode : dirtyInodes()) {
            long stamp = inode.lock.writeLock();
            try {
                syncForUnmount(inode);
            } catch (PoisonedFileException e) {
                poison.met(e);
            } finally {
                inode.lock.unlockWrite(stamp);
            }
        }
        volume.commits.sync();
        poison.rethrow();
    }

    private List<Inode> dirtyInodes() {
        return volume.dirty.stream()
                .sorted(Comparator.comparingLong(inode -> inode.ino))
                .toList();
    }

    /** The last sync before the unmount; the caller holds the inode's lock for writing. Without space, times and pages in DRAM go. */
    void syncForUnmount(Inode inode) {
        try {
            syncLocked(inode, 0, PageMap.MAX_PAGES, true);
        } catch (NoSpaceException e) {
            syncMapped(inode, 0, PageMap.MAX_PAGES, false);
        }
    }

    private void syncLocked(Inode inode, long from, long to, boolean times) {
        FirstPoison poison = new FirstPoison();
        try {
            layouts.writeBack(inode, from, to);
        } catch (PoisonedFileException e) {
            poison.met(e);
        }
        syncMapped(inode, from, to, times);
        poison.rethrow();
    }

    private void syncMapped(Inode inode, long from, long to, boolean times) {
        Transaction transaction = times && inode.timesDirty ? stageTimes(inode) : null;
        Mappings mappings = inode.mappings;
        boolean flushed = mappings != null && mappings.flushDirty(inode.pages, from, to);
        if (transaction != null) {
            transaction.commit();
            inode.timesDirty = false;
            LogCompactor.compactIfLong(inode, transaction);
        } else if (flushed) {
            completeFlushes(inode);
        }
        volume.checksums.turnOn(inode);
        if (!inode.timesDirty && (mappings == null || !mappings.isDirty())) {
            volume.dirty.remove(inode);
        }
    }

    /** Comes before anything is flushed, since it can fail for want of space. */
    private Transaction stageTimes(Inode inode) {
        Transaction transaction = new Transaction(volume);
        transaction.begin(true);
        try {
            transaction.links(inode, inode.nlink, inode.ctime);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        return transaction;
    }

    private void completeFlushes(Inode inode) {
        try {
            fenceMapped();
        } catch (RuntimeException e) {
            throw volume.dataLost(List.of(inode), e);
        }
    }

    /** Completes the flushes of mapped pages. */
    private void fenceMapped() {
        device.fence();
    }
}
