package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The advisory locks of one file (fcntl(2), F_OFD_SETLK): byte ranges, each owned by the open file that took it. A lock of
 * an owner takes the place of what that owner has in the range, so that locks are converted, split and merged; those of
 * different owners exclude each other unless both are shared. Deadlocks are not looked for, as Linux does not for locks of
 * this kind. Thread-safe; nothing else is locked while its monitor is held, which waiters give up.
 */
final class RangeLocks {
    private final List<Held> held = new ArrayList<>();

    /** Who takes locks. */
    interface Owner {
        /** Fails if the owner may not take locks any more: it was closed, or the file system unmounted. */
        void requireOpen();
    }

    private record Held(Owner owner, long start, long end, boolean shared) {
        boolean overlaps(long from, long to) {
            return start < to && from < end;
        }
    }

    /** Takes {@code [start, end)} if nobody else has a conflicting lock. */
    synchronized boolean tryLock(Owner owner, long start, long end, boolean shared) {
        owner.requireOpen();
        for (Held other : held) {
            if (other.owner != owner && other.overlaps(start, end) && !(shared && other.shared)) {
                return false;
            }
        }
        take(owner, start, end);
        held.add(new Held(owner, start, end, shared));
        notifyAll(); // what was exclusive may be shared now
        return true;
    }

    /** As {@link #tryLock}, but waits. */
    synchronized void lock(Owner owner, long start, long end, boolean shared) throws InterruptedException {
        while (!tryLock(owner, start, end, shared)) {
            wait();
        }
    }

    /** Gives back what the owner has of {@code [start, end)}. */
    synchronized void unlock(Owner owner, long start, long end) {
        take(owner, start, end);
        notifyAll();
    }

    /** Takes {@code [start, end)} out of what the owner has; the rest of a lock stays. */
    private void take(Owner owner, long start, long end) {
        List<Held> rests = new ArrayList<>();
        held.removeIf(mine -> {
            if (mine.owner != owner || !mine.overlaps(start, end)) {
                return false;
            }
            if (mine.start < start) {
                rests.add(new Held(owner, mine.start, start, mine.shared));
            }
            if (mine.end > end) {
                rests.add(new Held(owner, end, mine.end, mine.shared));
            }
            return true;
        });
        held.addAll(rests);
    }

    /** Whether the owner has all of {@code [start, end)}. */
    synchronized boolean holds(Owner owner, long start, long end) {
        long until = start;
        boolean found = true;
        while (until < end && found) {
            found = false;
            for (Held mine : held) {
                if (mine.owner == owner && mine.overlaps(until, until + 1)) {
                    until = mine.end;
                    found = true;
                }
            }
        }
        return until >= end;
    }

    /** Lets waiters look again whether they may go on waiting. */
    synchronized void wakeAll() {
        notifyAll();
    }
}
