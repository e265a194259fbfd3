package org.powercut.framework.engine;

import java.time.Duration;

/** When a budget ends, in the time of {@link System#nanoTime}. */
record Deadline(long end) {
    /** Half the range, so that differences of times do not overflow. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    /** That of a budget that begins now. */
    static Deadline in(Duration budget) {
        Duration bounded = budget.compareTo(LONGEST) < 0 ? budget : LONGEST;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    /** What is left; zero once it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
