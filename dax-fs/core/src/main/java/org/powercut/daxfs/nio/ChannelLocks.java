package org.powercut.daxfs.nio;

import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.RangeLock;

/**
 * The locks of one channel: each stands in the file system's table, and is an advisory lock of the open file, which other
 * open files respect. Closing the channel releases them; closing the file, which follows, ends all waiting.
 */
final class ChannelLocks {
    private final LockTable table;
    private final DaxFile file;
    private final List<DaxFileLock> held = new ArrayList<>();
    private boolean closed;
    private @Nullable FileKey key;

    ChannelLocks(LockTable table, DaxFile file) {
        this.table = table;
        this.file = file;
    }

    /**
     * Takes a lock; waits for it.
     *
     * @return whether it has it; not if the thread was interrupted, whose flag stays set, or the channel closed
     * @throws OverlappingFileLockException if the lock overlaps one of this JVM
     */
    boolean lock(DaxFileLock lock) {
        FileKey fileKey = key();
        table.add(fileKey, lock);
        boolean kept = false;
        try {
            RangeLock range = await(lock);
            kept = range != null && keep(lock, range);
            return kept;
        } finally {
            if (!kept) {
                table.remove(fileKey, lock);
            }
        }
    }

    private @Nullable RangeLock await(DaxFileLock lock) {
        try {
            return file.lock(lock.position(), lock.size(), lock.isShared());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /**
     * Takes a lock if nobody else holds a conflicting one.
     *
     * @throws OverlappingFileLockException if it is this JVM that holds one
     */
    boolean tryLock(DaxFileLock lock) {
        FileKey fileKey = key();
        table.add(fileKey, lock);
        boolean kept = false;
        try {
            RangeLock range = file.tryLock(lock.position(), lock.size(), lock.isShared());
            kept = range != null && keep(lock, range);
            return kept;
        } finally {
            if (!kept) {
                table.remove(fileKey, lock);
            }
        }
    }

    private synchronized boolean keep(DaxFileLock lock, RangeLock range) {
        if (closed) {
            range.close();
            return false;
        }
        lock.held = range;
        held.add(lock);
        return true;
    }

    synchronized boolean holds(DaxFileLock lock) {
        return lock.held != null;
    }

    synchronized void release(DaxFileLock lock) {
        RangeLock range = lock.held;
        if (range != null) {
            lock.held = null;
            held.remove(lock);
            range.close();
            table.remove(key(), lock);
        }
    }

    synchronized void close() {
        closed = true;
        List.copyOf(held).forEach(this::release);
    }

    private synchronized FileKey key() {
        FileKey known = key;
        if (known == null) {
            key = known = FileKey.of(file.stat());
        }
        return known;
    }
}
