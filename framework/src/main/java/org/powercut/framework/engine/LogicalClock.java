package org.powercut.framework.engine;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time that a file system under test sees: each look at the clock is one millisecond later than the one before, so
 * that a run depends on nothing outside it. One thread at a time uses it.
 */
final class LogicalClock implements InstantSource {
    private static final Instant EPOCH = Instant.parse("2020-01-01T00:00:00Z");
    private static final long STEP_MILLIS = 1;

    /** The lives of a file system, in the order in which time passes. */
    enum Life {
        PREPARE,
        WORKLOAD,
        RECOVERY
    }

    private long millis;

    /** A clock that starts in an hour that depends on the life and the seed, later lives later. */
    LogicalClock(Life life, long seed) {
        long day = Math.floorMod(seed, 365L);
        this.millis = EPOCH.toEpochMilli() + day * 86_400_000L + life.ordinal() * 3_600_000L;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        millis += STEP_MILLIS;
        return millis;
    }
}
