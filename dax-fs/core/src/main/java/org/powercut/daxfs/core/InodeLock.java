package org.powercut.daxfs.core;

import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock of an inode: a StampedLock, which accesses through mappings can hold for reading at nearly no cost. A thread
 * that does so often gets an {@link AccessMark} and raises that instead (a reader-writer lock biased to its readers, as
 * Dice and Kogan describe it: BRAVO, USENIX ATC 2019). Whoever locks for writing takes the marks of other threads away
 * first, and waits for the accesses under way: it excludes accesses exactly as if each had locked for reading.
 *
 * <p>Why that holds: a mark is given under the lock for reading, so no writer is there at that moment; the next writer
 * has the lock before it looks for marks, and revokes each one but its own; a thread whose mark is revoked locks for
 * reading. The writer's own mark is down, because its thread is here and not in an access.
 */
final class InodeLock {
    /** Threads that can have marks at once; more of them, and those that collide, lock for reading. */
    private static final int MARKS = 8;

    /** So many accesses pay with the lock for the next revocation, which costs microseconds. */
    private static final int ACCESSES_BEFORE_MARK = 256;

    private final StampedLock lock = new StampedLock();

    /** By the number of the thread; made for the first mark. Changed under the lock. */
    private @Nullable AccessMark @Nullable [] marks;

    /** The mark that was given last: most files are mapped by one thread. May be revoked. */
    private @Nullable AccessMark newest;

    /** Roughly: nothing depends on it but speed. */
    private int accesses;

    // accesses through mappings

    /** Begins an access: excludes writers until {@link #leave} is called with what this returns. Not to be nested. */
    @Nullable
    AccessMark enter() {
        Thread self = Thread.currentThread();
        AccessMark mark = newest;
        if (mark != null && mark.owner == self && mark.raise()) {
            return mark;
        }
        return enterAmongOthers(self);
    }

    private @Nullable AccessMark enterAmongOthers(Thread self) {
        @Nullable AccessMark[] given = marks;
        if (given != null) {
            AccessMark mark = given[slot(self)];
            if (mark != null && mark.owner == self && mark.raise()) {
                return mark;
            }
        }
        return enterLocked();
    }

    void leave(@Nullable AccessMark mark) {
        if (mark != null) {
            mark.lower();
        } else if (!lock.tryUnlockRead()) {
            throw new IllegalStateException("an access ended that had not begun");
        }
    }

    private @Nullable AccessMark enterLocked() {
        lock.readLock();
        if (++accesses >= ACCESSES_BEFORE_MARK) {
            accesses = 0;
            giveMark(Thread.currentThread());
        }
        return null;
    }

    private void giveMark(Thread self) {
        synchronized (lock) {
            @Nullable AccessMark[] given = marks;
            if (given == null) {
                marks = given = new AccessMark[MARKS];
            }
            AccessMark other = given[slot(self)];
            if (other == null || !other.owner.isAlive()) {
                given[slot(self)] = newest = new AccessMark(self);
            }
        }
    }

    private static int slot(Thread thread) {
        return (int) thread.threadId() & MARKS - 1;
    }

    // the lock

    long readLock() {
        return lock.readLock();
    }

    void unlockRead(long stamp) {
        lock.unlockRead(stamp);
    }

    /** Locks for writing: no other thread reads, writes or accesses a mapping until the unlock. */
    long writeLock() {
        long stamp = lock.writeLock();
        revokeOthers();
        return stamp;
    }

    /** As {@link #writeLock}, but returns 0 at once if somebody has the lock. */
    long tryWriteLock() {
        long stamp = lock.tryWriteLock();
        if (stamp != 0) {
            revokeOthers();
        }
        return stamp;
    }

    private void revokeOthers() {
        @Nullable AccessMark[] given = marks;
        if (given != null) {
            revokeOthers(given);
        }
    }

    void unlockWrite(long stamp) {
        lock.unlockWrite(stamp);
    }

    /** See {@link StampedLock#tryOptimisticRead}. */
    long tryOptimisticRead() {
        return lock.tryOptimisticRead();
    }

    /** Whether nobody held the lock for writing since. */
    boolean validate(long stamp) {
        return lock.validate(stamp);
    }

    private static void revokeOthers(@Nullable AccessMark[] given) {
        Thread self = Thread.currentThread();
        boolean any = false;
        for (AccessMark mark : given) {
            if (mark != null && mark.owner != self) {
                mark.revoke();
                any = true;
            }
        }
        if (!any) {
            return;
        }
        if (ProcessBarrier.AVAILABLE) {
            ProcessBarrier.run();
        }
        for (int i = 0; i < given.length; i++) {
            AccessMark mark = given[i];
            if (mark != null && mark.owner != self) {
                mark.awaitLowered();
                given[i] = null;
            }
        }
    }
}
