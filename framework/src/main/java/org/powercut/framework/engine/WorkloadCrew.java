package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Threads that share numbered work: each takes the next number until there is none left, or one says that it is enough. */
final class WorkloadCrew {
    private final long count;
    private final LongPredicate work;
    private final AtomicLong claimed = new AtomicLong();
    private volatile boolean stopped;
    private @Nullable Throwable failure;

    private WorkloadCrew(long count, LongPredicate work) {
        this.count = count;
        this.work = work;
    }

    /**
     * Does the work of the numbers from 0 on, and waits for it. An interrupt stops it.
     *
     * @param count how many numbers there are
     * @param work does one; whether there should be more
     * @throws RuntimeException what the first piece of work that failed threw
     */
    static void run(int threads, long count, LongPredicate work) {
        WorkloadCrew crew = new WorkloadCrew(count, work);
        List<Thread> hands = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread hand =
                    Thread.ofPlatform().daemon().name("powercut-workloads-" + i).unstarted(crew::work);
            hand.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            hands.add(hand);
        }
        hands.forEach(Thread::start);
        hands.forEach(crew::await);
        crew.rethrow();
    }

    private void work() {
        try {
            while (!stopped) {
                long number = claimed.getAndIncrement();
                if (number >= count || !work.test(number)) {
                    stopped = true;
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void await(Thread hand) {
        boolean interrupted = false;
        while (hand.isAlive()) {
            try {
                hand.join();
            } catch (InterruptedException e) {
                interrupted = true;
                stopped = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
        stopped = true;
    }

    private synchronized void rethrow() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
