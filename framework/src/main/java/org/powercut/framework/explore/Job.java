package org.powercut.framework.explore;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** What the workers of one exploration share: the claims, the time, and what was found so far. */
final class Job {
    /** No crash point. */
    static final int NONE = -1;

    private static final long PROGRESS_EVERY = 250_000_000;

    private final int[] points;
    private final long deadline;
    private final LongConsumer progress;
    private final Tally tally;
    private final Scope scope;
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime());

    /** No new crash point is begun. */
    private volatile boolean enough;

    /** No new state is begun. */
    private volatile boolean stopped;

    private volatile boolean incomplete;

    /**
     * @param scope what is asked for
     * @param start {@link System#nanoTime} at which the budget began to run
     */
    Job(Survey survey, Scope scope, ExploreSettings settings, Tally tally, LongConsumer progress, long start) {
        this.points = survey.points();
        this.deadline = start + nanos(settings);
        this.progress = progress;
        this.tally = tally;
        this.scope = scope;
    }

    /** The number of a crash point that nobody has begun; -1 if there is none, or no further one should be begun. */
    int claim() {
        if (enough || stopped) {
            return NONE;
        }
        int number = claimed.getAndIncrement();
        return number < points.length ? number : NONE;
    }

    /** The position of a crash point. */
    int point(int number) {
        return points[number];
    }

    /** Whether a failure is of those that are looked for. */
    boolean wants(Failure failure) {
        return scope.wants(failure);
    }

    void finish(Batch batch) {
        if (tally.add(batch)) {
            enough = true;
        }
    }

    /** Ends the exploration now, whatever is left. */
    void stop() {
        stopped = true;
        incomplete = true;
    }

    /** Whether every crash point was explored and added up. */
    boolean isComplete() {
        return !incomplete && tally.added() == points.length;
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
