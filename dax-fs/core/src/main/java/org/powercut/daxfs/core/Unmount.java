package org.powercut.daxfs.core;

/**
 * Ends the use of a file system: makes everything durable, ends what is open, mapped or waiting, and lets go of the device.
 * The caller has closed the freeze gate.
 */
final class Unmount {
    private final Volume volume;
    private final FileSync sync;
    private final OperationLocks locks;
    private final FirstPoison poison = new FirstPoison();

    Unmount(Volume volume, FileSync sync, OperationLocks locks) {
        this.volume = volume;
        this.sync = sync;
        this.locks = locks;
    }

    /** @throws PoisonedFileException if a bad sector keeps bytes of a file from being made durable; all else was done */
    void run() {
        locks.lockingNames(this::shutDown);
        volume.mediaErrorFeed.close();
        poison.rethrow();
    }

    private void shutDown() {
        if (volume.isUnmounted()) {
            return;
        }
        volume.shutDown();
        volume.inodes.forEachResident(this::shutDown);
        volume.commits.sync();
        volume.checkpoint.write(volume);
        if (!volume.isReadOnly()) {
            volume.shutdownGuard.endUse();
        }
    }

    /** Ends the use of an inode, as fsync and the last close do. Operations that come later fail. */
    private void shutDown(Inode inode) {
        long stamp = inode.lock.writeLock();
        try {
            if (inode.mappings != null) {
                inode.mappings.closeSegments();
            }
            if (!volume.isReadOnly()) {
                syncAsFarAsPossible(inode);
                if (inode.references > 0 && inode.nlink == 0 && !volume.retention.keeps(inode)) {
                    volume.commits.free(inode);
                }
            }
            RangeLocks waiting = inode.rangeLocks;
            if (waiting != null) {
                waiting.wakeAll();
            }
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                mappings.dropAll();
            }
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private void syncAsFarAsPossible(Inode inode) {
        try {
            sync.syncForUnmount(inode);
        } catch (PoisonedFileException e) {
            poison.met(e);
        }
    }
}
