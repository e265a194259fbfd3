package org.powercut.daxfs.core;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.powercut.pmem.Pmem;

/** A set of 512-byte sectors as disjoint runs, none touching the next. Not thread-safe. */
final class SectorSet {
    static final int PER_PAGE = Pmem.PAGE / Pmem.SECTOR;

    /** The first sector of each run, and the one after its last. */
    private final NavigableMap<Long, Long> runs = new TreeMap<>();

    boolean isEmpty() {
        return runs.isEmpty();
    }

    void clear() {
        runs.clear();
    }

    SectorSet copy() {
        SectorSet copy = new SectorSet();
        copy.copyFrom(this);
        return copy;
    }

    void copyFrom(SectorSet other) {
        runs.clear();
        runs.putAll(other.runs);
    }

    void add(long first, long count) {
        long start = first;
        long end = first + count;
        Map.Entry<Long, Long> before = runs.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        for (Map.Entry<Long, Long> next = runs.ceilingEntry(start);
                next != null && next.getKey() <= end;
                next = runs.ceilingEntry(start)) {
            end = Math.max(end, next.getValue());
            runs.remove(next.getKey());
        }
        runs.put(start, end);
    }

    void remove(long first, long count) {
        long end = first + count;
        Map.Entry<Long, Long> run = runs.lowerEntry(end);
        while (run != null && run.getValue() > first) {
            runs.remove(run.getKey());
            if (run.getKey() < first) {
                runs.put(run.getKey(), first);
            }
            if (run.getValue() > end) {
                runs.put(end, run.getValue());
            }
            run = runs.lowerEntry(first);
            if (run != null && run.getValue() <= first) {
                break;
            }
        }
    }

    /** Whether all of the sectors are in the set. */
    boolean containsAll(long first, long count) {
        Map.Entry<Long, Long> run = runs.floorEntry(first);
        return run != null && run.getValue() >= first + count;
    }

    /** The first sector of the set in the range, or -1. */
    long firstIn(long first, long count) {
        Map.Entry<Long, Long> run = runs.floorEntry(first);
        if (run != null && run.getValue() > first) {
            return first;
        }
        Long next = runs.higherKey(first);
        return next != null && next < first + count ? next : -1;
    }

    /** The runs, from the first sector of each to the one after its last, ascending. */
    NavigableMap<Long, Long> runs() {
        return runs;
    }
}
