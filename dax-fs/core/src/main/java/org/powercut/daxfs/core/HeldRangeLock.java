package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.RangeLock;

/** An advisory lock as users hold it. */
final class HeldRangeLock implements RangeLock {
    private final RangeLocks locks;
    private final RangeLocks.Owner owner;
    private final long offset;
    private final long end;
    private final boolean shared;
    private volatile boolean closed;

    HeldRangeLock(RangeLocks locks, RangeLocks.Owner owner, long offset, long end, boolean shared) {
        this.locks = locks;
        this.owner = owner;
        this.offset = offset;
        this.end = end;
        this.shared = shared;
    }

    /** Where a range ends; 0 for a length means no end. EINVAL for what is no range. */
    static long end(long offset, long length) {
        if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "a lock of " + length + " bytes at " + offset + "; neither is negative, nor the end");
        }
        return length == 0 ? Long.MAX_VALUE : offset + length;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long length() {
        return end - offset;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public boolean isHeld() {
        return !closed && locks.holds(owner, offset, end);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            locks.unlock(owner, offset, end);
        }
    }
}
