package org.powercut.daxfs.core;

/** Hands out the blocks of an allocation, in order. */
final class BlockSource {
    private final Runs runs;
    private int run;
    private long used;
    private long start;

    BlockSource(Runs runs) {
        this.runs = runs;
    }

    /** Takes at most {@code wanted} blocks that lie in a row; returns how many, which is at least one. */
    long take(long wanted) {
        if (used == runs.count(run)) {
            run++;
            used = 0;
        }
        long count = Math.min(wanted, runs.count(run) - used);
        start = runs.start(run) + used;
        used += count;
        return count;
    }

    /** The first of the blocks that were taken last. */
    long start() {
        return start;
    }
}
