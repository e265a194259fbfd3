package org.powercut.daxfs.core;

import java.util.Arrays;

/** A list of block runs, reused from operation to operation: what an allocation got. Blocks are device pages. */
final class Runs {
    private long[] starts = new long[2];
    private long[] counts = new long[2];
    private int size;

    void clear() {
        size = 0;
    }

    void add(long start, long count) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        starts[size] = start;
        counts[size++] = count;
    }

    int size() {
        return size;
    }

    long start(int run) {
        return starts[run];
    }

    long count(int run) {
        return counts[run];
    }
}
