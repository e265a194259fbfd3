package org.powercut.daxfs.nio;

import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.RangeLock;

/**
 * The locks of one channel: each stands in the file system's table, and is an advisory lock of the open file, which other
 * open files respect. Closing the channel releases them and wakes whoever waits for one.
 */
final class ChannelLocks {
    private final LockTable table;
    private final DaxFile file;
    private final List<DaxFileLock> held = new ArrayList<>();
    private final Set<Thread> waiting = new HashSet<>();
    private boolean closed;
    private @Nullable FileKey key;

    ChannelLocks(LockTable table, DaxFile file) {
        this.table = table;
        this.file = file;
    }

    /**
     * Takes a lock; waits for it.
     *
     * @return whether it has it; not if the channel was closed or the thread interrupted
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
        Thread self = Thread.currentThread();
        synchronized (this) {
            if (closed) {
                return null;
            }
            waiting.add(self);
        }
        boolean interrupted = false;
        try {
            return file.lock(lock.position(), lock.size(), lock.isShared());
        } catch (InterruptedException e) {
            interrupted = true;
            return null;
        } finally {
            endWait(self, interrupted);
        }
    }

    /** An interruption that came from {@link #close} is none for the thread's owner. */
    private synchronized void endWait(Thread self, boolean interrupted) {
        boolean wokenByClose = !waiting.remove(self);
        if (wokenByClose) {
            Thread.interrupted();
        } else if (interrupted) {
            self.interrupt();
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
        waiting.forEach(Thread::interrupt);
        waiting.clear();
    }

    private synchronized FileKey key() {
        FileKey known = key;
        if (known == null) {
            key = known = FileKey.of(file.stat());
        }
        return known;
    }
}
