package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/**
 * A cache line with stores in flight: what it held before the oldest of them, and its units since then in the order in
 * which they were stored. Guaranteed units at the front merge into what it held before.
 */
final class Line {
    static final int WORDS = Pmem.LINE / Pmem.ATOM;
    private static final long NONE_OPEN = Long.MAX_VALUE;

    final long address;
    final long[] before = new long[WORDS];
    final long[] visible = new long[WORDS];
    final List<Unit> units = new ArrayList<>();

    /** Its independent parts, for as long as nothing changes. */
    @Nullable
    List<Factor> factors;

    /** Whether the order of persisting ties it to another line at the crash point; set by {@link CrashStates}. */
    boolean tied;

    /** Its number within the search that works on it. */
    int slot;

    Line(long address, Medium medium) {
        this.address = address;
        for (int i = 0; i < WORDS; i++) {
            visible[i] = before[i] = medium.word(address + (long) i * Pmem.ATOM);
        }
    }

    void add(Unit unit) {
        units.add(unit);
        factors = null;
    }

    /** The number of its first ordered unit that is not guaranteed; a very high one if there is none. */
    long firstOpen() {
        for (Unit unit : units) {
            if (!unit.free && !unit.guaranteed) {
                return unit.number;
            }
        }
        return NONE_OPEN;
    }

    /** Whether it has an ordered unit that is not guaranteed. */
    boolean hasOpen() {
        return firstOpen() != NONE_OPEN;
    }

    /**
     * Merges what is guaranteed and has nothing in flight before it.
     *
     * @return whether anything is left in flight
     */
    boolean settle() {
        factors = null;
        int settled = 0;
        while (settled < units.size() && units.get(settled).guaranteed) {
            Unit unit = units.get(settled++);
            for (int i = 0; i < unit.wordCount(); i++) {
                int word = unit.firstWord() + i;
                before[word] = unit.over(i, before[word]);
            }
        }
        units.subList(0, settled).clear();
        return !units.isEmpty();
    }
}
