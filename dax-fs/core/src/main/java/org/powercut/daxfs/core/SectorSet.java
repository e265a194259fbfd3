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
        for (Map.Entry<Long, Long> run = runs.lowerEntry(end);
                run != null && run.getValue() > first;
                run = runs.lowerEntry(end)) {
            runs.remove(run.getKey());
            if (run.getKey() < first) {
                runs.put(run.getKey(), first);
            }
            if (run.getValue() > end) {
                runs.put(end, run.getValue());
            }
        }
    }

    /** Whether all of the sectors are in the set. */
    boolean containsAll(long first, long count) {
        Map.Entry<Long, Long> run = runs.floorEntry(first);
        return run != null && run.getValue() >= first + count;
    }

    /** The runs, from the first sector of each to the one after its last, ascending. */
    NavigableMap<Long, Long> runs() {
        return runs;
    }
}
