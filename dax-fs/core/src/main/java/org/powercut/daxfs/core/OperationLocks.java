package org.powercut.daxfs.core;

import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * The outer locks of operations on paths: freeze gate, then namespace. Poison that is met under them becomes the typed
 * error when they are released, and what waits for that (listeners, memory) gets its turn.
 */
final class OperationLocks {
    private final DaxFs fs;
    private final Volume volume;
    private final Namespace namespace;

    OperationLocks(DaxFs fs, Volume volume, Namespace namespace) {
        this.fs = fs;
        this.volume = volume;
        this.namespace = namespace;
    }

    /** Changes nothing. */
    <T> T looking(Supplier<T> operation) {
        return locked(namespace.lock.readLock(), operation);
    }

    /** Changes names, and whatever else. */
    <T> T changing(Supplier<T> operation) {
        volume.gate.enter();
        try {
            return locked(namespace.lock.writeLock(), operation);
        } finally {
            volume.gate.exit();
        }
    }

    /** Changes one inode, but no names. */
    <T> T changingOne(Supplier<T> operation) {
        volume.gate.enter();
        try {
            return looking(operation);
        } finally {
            volume.gate.exit();
        }
    }

    /** Runs something with the names locked for writing. The caller has closed the gate. */
    void lockingNames(Runnable action) {
        namespace.lock.writeLock().lock();
        try {
            action.run();
        } finally {
            namespace.lock.writeLock().unlock();
        }
    }

    private <T> T locked(Lock lock, Supplier<T> operation) {
        lock.lock();
        try {
            volume.requireMounted();
            return operation.get();
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        } finally {
            lock.unlock();
            fs.tellMediaErrors();
            trimInodes();
        }
    }

    /** Lets inodes leave DRAM that nobody uses, if there are many. */
    private void trimInodes() {
        if (volume.inodes.isCrowded() && namespace.lock.getReadHoldCount() == 0) {
            lockingNames(volume.inodes::trimIfCrowded);
        }
    }
}
