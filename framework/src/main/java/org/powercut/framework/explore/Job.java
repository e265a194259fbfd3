package org.powercut.framework.explore;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** What the workers of one exploration share: the claims, the time, and what was found so far. */
final class Job {
    private static final int BATCH = 64;
    private static final int NESTED_BATCH = 16;
    private static final long PROGRESS_EVERY = 250_000_000;

    private final int[] points;
    private final int batchSize;
    private final long deadline;
    private final LongConsumer progress;
    private final Tally tally;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime());

    /** No new batch is begun. */
    private volatile boolean enough;

    /** No new state is begun. */
    private volatile boolean stopped;

    private volatile boolean incomplete;
    private volatile long batches = -1;

    /** @param start {@link System#nanoTime} at which the budget began to run */
    Job(Survey survey, ExploreSettings settings, Tally tally, LongConsumer progress, long start) {
        this.points = survey.points();
        this.batchSize = settings.nestedDepth() > 0 ? NESTED_BATCH : BATCH;
        this.deadline = start + nanos(settings);
        this.progress = progress;
        this.tally = tally;
    }

    int[] points() {
        return points;
    }

    int batchSize() {
        return batchSize;
    }

    /** Whether the caller is the first to want this batch. */
    boolean claim(long batch) {
        return claimed.compareAndSet(batch, batch + 1);
    }

    void finish(Batch batch) {
        if (tally.add(batch)) {
            enough = true;
        }
    }

    /** Whether no new batch should be begun. */
    boolean isEnding() {
        return enough || stopped;
    }

    /** Ends the exploration now, whatever is left. */
    void stop() {
        stopped = true;
        incomplete = true;
    }

    /** Says that something was left out. */
    void leaveOut() {
        incomplete = true;
    }

    /** Says how many batches there are: a worker walked through all of them. */
    void walked(long all) {
        batches = all;
    }

    /** Whether every batch was explored and added up. */
    boolean isComplete() {
        return !incomplete && batches == tally.added();
    }

    /** Whether the budget lasts; ends the exploration otherwise. */
    boolean hasTime() {
        if (stopped) {
            return false;
        }
        if (System.nanoTime() - deadline >= 0) {
            stop();
            return false;
        }
        return true;
    }

    /** Counts explored states, and tells of them now and then. */
    void explored(long states) {
        untold.getAndAdd(states);
        long now = System.nanoTime();
        long last = toldAt.get();
        if (now - last >= PROGRESS_EVERY && toldAt.compareAndSet(last, now)) {
            tell();
        }
    }

    /** Tells of all states that were not told of. */
    void tell() {
        long more = untold.getAndSet(0);
        if (more > 0) {
            progress.accept(more);
        }
    }

    private static long nanos(ExploreSettings settings) {
        try {
            // half the range, so that differences of times do not overflow
            return Math.min(settings.budget().toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }
}
