package org.powercut.daxfs.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One thread's right to access the mappings of one file without a lock, and whether it does so now. The thread raises
 * the mark, then looks whether the right was taken away; whoever takes it away says so, then looks whether the mark is
 * raised. One of the two sees the other, provided that each looks after its own store is visible: the one that takes
 * away sees to that for both with {@link ProcessBarrier}; where there is none, the thread pays for it with a volatile
 * store.
 *
 * <p>A mark that was taken away is never given again, to nobody: the thread may still be about to raise it.
 */
final class AccessMark {
    private static final VarHandle RAISED;

    static {
        try {
            RAISED = MethodHandles.lookup().findVarHandle(AccessMark.class, "raised", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS = 1_000;

    final Thread owner;
    private volatile boolean revoked;

    /** Written by the owner only. */
    @SuppressWarnings("UnusedVariable") // through the handle
    private boolean raised;

    AccessMark(Thread owner) {
        this.owner = owner;
    }

    /** The owner begins an access; false if the right is gone. */
    boolean raise() {
        if (ProcessBarrier.AVAILABLE) {
            RAISED.setOpaque(this, true);
            // for the compiler: on the media of a running thread the order is the business of the process's barrier
            VarHandle.releaseFence();
            VarHandle.acquireFence();
        } else {
            RAISED.setVolatile(this, true);
        }
        if (revoked) {
            lower();
            return false;
        }
        return true;
    }

    /** The owner's access is over: its loads and stores come before this. */
    void lower() {
        RAISED.setRelease(this, false);
    }

    /** First step of taking the right away; {@link ProcessBarrier} follows, then {@link #awaitLowered}. */
    void revoke() {
        revoked = true;
    }

    /** Last step of taking the right away: returns when no access is under way, and none can begin. */
    void awaitLowered() {
        for (int spins = 0; (boolean) RAISED.getAcquire(this); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
