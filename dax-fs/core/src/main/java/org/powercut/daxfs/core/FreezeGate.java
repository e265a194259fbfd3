package org.powercut.daxfs.core;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/**
 * The first lock of every change: changes are inside it together, and whoever needs the file system to stand still (a
 * freeze, a snapshot) closes it and waits until nobody is inside. It belongs to no thread, so any thread can end a
 * freeze. Nobody enters twice, and nobody enters with another lock in hand.
 *
 * <p>Threads count themselves in cells of their own, so that they do not fight for a cache line; each then looks at
 * {@link #closed}, as whoever closes looks at the cells after setting it. All of these are volatile, and so one of the
 * two sees the other.
 */
final class FreezeGate {
    private static final int CELLS = 8;
    /** A cell has a cache line for itself. */
    private static final int STRIDE = 8;

    private final AtomicLongArray inside = new AtomicLongArray(CELLS * STRIDE);
    private volatile boolean closed;
    /** Closed, and nobody is inside. */
    private volatile boolean still;
    /** Guarded by this object's monitor: who has closed the gate, if anybody. */
    private Use use = Use.NONE;
    /** How many look at the media while the file system is frozen, and must not be surprised by a thaw. */
    private int onlookers;

    private enum Use {
        NONE,
        /** For a short time; changes and freezes wait. */
        QUIET,
        /** A freeze has begun, and may still fail. */
        FREEZING,
        FROZEN
    }

    /** Enters, to change something; waits while the gate is closed. */
    void enter() {
        int cell = cell();
        inside.incrementAndGet(cell);
        while (closed) {
            leave(cell);
            awaitOpen();
            inside.incrementAndGet(cell);
        }
    }

    /** Enters, unless the file system is frozen and there is nothing that could be made durable. */
    boolean enterUnlessFrozen() {
        if (closed && isFrozen()) {
            return false;
        }
        enter();
        return true;
    }

    /**
     * Enters if nothing stands still. For changes that a read or another change makes on the side: does not wait, and may be
     * called inside and with locks in hand.
     */
    boolean tryEnter() {
        int cell = cell();
        inside.incrementAndGet(cell);
        if (still) {
            leave(cell);
            return false;
        }
        return true;
    }

    void exit() {
        leave(cell());
    }

    private void leave(int cell) {
        inside.decrementAndGet(cell);
        if (closed) {
            wake();
        }
    }

    private static int cell() {
        return ((int) Thread.currentThread().threadId() & CELLS - 1) * STRIDE;
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void awaitOpen() {
        waitUntil(() -> !closed);
    }

    private synchronized boolean isFrozen() {
        return use == Use.FROZEN;
    }

    // whoever closes

    /** Closes the gate for a freeze, which {@link #frozen} completes, and waits for the changes that are under way. */
    synchronized void closeForFreeze() {
        waitUntil(() -> use != Use.QUIET);
        if (closed) {
            throw new DaxFileSystemException(Errno.EBUSY, "the file system is frozen already; thaw it first");
        }
        close(Use.FREEZING);
    }

    /** Everything is durable and write-protected: from here on, {@link #thaw} opens the gate. */
    synchronized void frozen() {
        use = Use.FROZEN;
    }

    /** Ends a freeze. */
    synchronized void thaw() {
        waitUntil(() -> onlookers == 0);
        if (use != Use.FROZEN) {
            throw new DaxFileSystemException(Errno.EINVAL, "the file system is not frozen");
        }
        open();
    }

    /** Closes the gate for a short time, when nobody else has; {@link #open} ends that. */
    synchronized void close() {
        waitUntil(() -> !closed);
        close(Use.QUIET);
    }

    /** As {@link #close}, for looking only: a frozen file system stands still already. */
    synchronized void standStill() {
        waitUntil(() -> !closed || use == Use.FROZEN);
        if (closed) {
            onlookers++;
        } else {
            close(Use.QUIET);
        }
    }

    /** Ends what {@link #standStill} began. */
    synchronized void moveOn() {
        if (use == Use.FROZEN) {
            onlookers--;
            notifyAll();
        } else {
            open();
        }
    }

    /** Lets everybody in, who waits or comes. */
    synchronized void open() {
        use = Use.NONE;
        onlookers = 0;
        still = false;
        closed = false;
        notifyAll();
    }

    private void close(Use by) {
        use = by;
        closed = true;
        do {
            still = false;
            waitUntil(this::isEmpty);
            still = true;
        } while (!isEmpty());
    }

    private boolean isEmpty() {
        long sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += inside.get(cell * STRIDE);
        }
        return sum == 0;
    }

    /** Waits for a change of anything here. An interrupt is kept for whoever called. */
    private void waitUntil(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
