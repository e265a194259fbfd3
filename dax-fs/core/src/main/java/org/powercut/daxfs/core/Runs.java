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

    /** Adds a block, to the last run if it lies right behind. */
    void append(long block) {
        if (size > 0 && starts[size - 1] + counts[size - 1] == block) {
            counts[size - 1]++;
        } else {
            add(block, 1);
        }
    }

    /** How many blocks all runs have. */
    long total() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += counts[i];
        }
        return total;
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
