package org.powercut.framework.engine;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes progress on from worker threads and keeps what a listener throws for the test's own thread: a worker must not
 * die of it, nor may it get lost.
 */
final class ProgressRelay implements LongConsumer {
    private final CrashTestListener listener;
    private final CrashTestInfo test;
    private final AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();

    ProgressRelay(CrashTestListener listener, CrashTestInfo test) {
        this.listener = listener;
        this.test = test;
    }

    @Override
    public void accept(long more) {
        try {
            listener.statesExplored(test, more);
        } catch (RuntimeException e) {
            thrown.compareAndSet(null, e);
        }
    }

    /** Throws what a listener threw first, if one did. */
    void rethrow() {
        RuntimeException first = thrown.get();
        if (first != null) {
            throw first;
        }
    }
}
