package org.powercut.framework.explore;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One worker's sign of life: since when it has been recovering and checking one state, for the {@link Watchdog}. */
final class Beat {
    private final Thread thread;
    private final long limit;

    /** {@link System#nanoTime} at which the state began; 0 between states. */
    private volatile long since;

    private volatile boolean overdue;
    private @Nullable Supplier<List<Cut>> state;

    /** @param limit nanoseconds that a state may take */
    Beat(Thread thread, long limit) {
        this.thread = thread;
        this.limit = limit;
    }

    /** @param cuts what to say of the state, should it never end */
    void begin(Supplier<List<Cut>> cuts) {
        state = cuts;
        since = System.nanoTime() | 1;
    }

    /** Whether the watchdog had to interrupt the state. */
    boolean end() {
        since = 0;
        if (overdue) {
            overdue = false;
            // the interrupt was meant for the code under test
            Thread.interrupted();
            return true;
        }
        return false;
    }

    /** Interrupts a state that is overdue; whether it has been for so long that the worker is given up. */
    boolean isLost(long now) {
        long start = since;
        if (start == 0 || now - start < limit) {
            return false;
        }
        if (!overdue) {
            overdue = true;
            thread.interrupt();
        }
        return now - start > 2 * limit;
    }

    long limitSeconds() {
        return limit / 1_000_000_000;
    }

    /** What the thread is doing, as something to be thrown. */
    Throwable trace(String message) {
        Error error = new Error(message);
        error.setStackTrace(thread.getStackTrace());
        return error;
    }

    /** The state that it works on. */
    List<Cut> cuts() {
        Supplier<List<Cut>> known = state;
        return known == null ? List.of() : known.get();
    }
}
