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
        return telling(() -> locked(namespace.lock.readLock(), operation));
    }

    /** Changes names, and whatever else. */
    <T> T changing(Supplier<T> operation) {
        return telling(() -> insideGate(namespace.lock.writeLock(), operation));
    }

    /** Changes one inode, but no names. */
    <T> T changingOne(Supplier<T> operation) {
        return telling(() -> insideGate(namespace.lock.readLock(), operation));
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

    private <T> T insideGate(Lock lock, Supplier<T> operation) {
        volume.gate.enter();
        try {
            return locked(lock, operation);
        } finally {
            volume.gate.exit();
        }
    }

    private <T> T locked(Lock lock, Supplier<T> operation) {
        lock.lock();
        try {
            volume.requireMounted();
            return operation.get();
        } finally {
            lock.unlock();
        }
    }

    /** Runs something that takes locks and lets go of them; what listeners are told, they hear outside of the gate, too. */
    private <T> T telling(Supplier<T> locking) {
        try {
            return locking.get();
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        } finally {
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
