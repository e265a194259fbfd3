package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.RangeLock;

/** The advisory locks of one open file on its inode. */
final class FileLocks {
    private final Inode inode;
    private final RangeLocks.Owner owner;

    FileLocks(Inode inode, RangeLocks.Owner owner) {
        this.inode = inode;
        this.owner = owner;
    }

    @Nullable
    RangeLock tryLock(long offset, long length, boolean shared) {
        long end = HeldRangeLock.end(offset, length);
        RangeLocks locks = rangeLocks();
        return locks.tryLock(owner, offset, end, shared) ? new HeldRangeLock(locks, owner, offset, end, shared) : null;
    }

    RangeLock lock(long offset, long length, boolean shared) throws InterruptedException {
        long end = HeldRangeLock.end(offset, length);
        RangeLocks locks = rangeLocks();
        locks.lock(owner, offset, end, shared);
        return new HeldRangeLock(locks, owner, offset, end, shared);
    }

    private RangeLocks rangeLocks() {
        long stamp = inode.lock.writeLock();
        try {
            return inode.rangeLocks();
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    /** Closing an open file gives its locks back, and ends its waiting for others. */
    void release() {
        long stamp = inode.lock.readLock();
        RangeLocks locks = inode.rangeLocks;
        inode.lock.unlockRead(stamp);
        if (locks != null) {
            locks.unlock(owner, 0, Long.MAX_VALUE);
        }
    }
}
