package org.powercut.pmem;

import java.util.Arrays;

/**
 * The pages that one thread has written back since its last fence: a few page ranges, in device bytes. Neighbours
 * join as they come; when too many lie apart they become the one range that spans them, because each range costs a
 * system call and writing back more than was asked is always allowed.
 */
final class PendingPages {
    static final int MOST = 16;

    /** What is done with a range of pages. */
    interface Action {
        void accept(long offset, long length);
    }

    private final long[] starts = new long[MOST];
    private final long[] ends = new long[MOST];
    private int count;

    /** Adds the pages that {@code [offset, offset + length)} touches. */
    void add(long offset, long length) {
        if (length == 0) {
            return;
        }
        long start = Pmem.floor(offset, Pmem.PAGE);
        long end = Pmem.ceil(offset + length, Pmem.PAGE);
        for (int i = count - 1; i >= 0; i--) {
            if (start <= ends[i] && end >= starts[i]) {
                starts[i] = Math.min(starts[i], start);
                ends[i] = Math.max(ends[i], end);
                return;
            }
        }
        if (count == MOST) {
            starts[0] = Math.min(start, Arrays.stream(starts).min().getAsLong());
            ends[0] = Math.max(end, Arrays.stream(ends).max().getAsLong());
            count = 1;
        } else {
            starts[count] = start;
            ends[count++] = end;
        }
    }

    /** Does {@code action} on each range, and forgets a range once its action has returned. */
    void drain(Action action) {
        while (count > 0) {
            action.accept(starts[count - 1], ends[count - 1] - starts[count - 1]);
            count--;
        }
    }
}
