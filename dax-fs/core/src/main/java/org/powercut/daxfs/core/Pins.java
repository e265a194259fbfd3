package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The pages of one file that must stay where they are. Pinned under the inode's lock for writing; unpinned without any
 * lock, so that whoever waits for that keeps nobody from it.
 */
final class Pins {

    /** Pinned pages {@code [from, to)}; each pin is an object of its own. */
    static final class Range {
        final long from;
        final long to;

        Range(long from, long to) {
            this.from = from;
            this.to = to;
        }

        boolean overlaps(long otherFrom, long otherTo) {
            return from < otherTo && otherFrom < to;
        }
    }

    private final List<Range> ranges = new ArrayList<>(1);

    synchronized Range add(long from, long to) {
        Range range = new Range(from, to);
        ranges.add(range);
        return range;
    }

    /** Unpins; false if that was done before. */
    synchronized boolean remove(Range range) {
        notifyAll();
        return ranges.remove(range);
    }

    /** The file system is being unmounted: nobody is to wait any more. */
    synchronized void clear() {
        ranges.clear();
        notifyAll();
    }

    synchronized boolean overlap(long from, long to) {
        for (Range range : ranges) {
            if (range.overlaps(from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Returns when no page of {@code [from, to)} was pinned at some moment. The caller holds no lock. */
    void await(long from, long to) {
        boolean interrupted = false;
        synchronized (this) {
            while (overlap(from, to)) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true; // as in the kernel, this wait is short and ends
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
