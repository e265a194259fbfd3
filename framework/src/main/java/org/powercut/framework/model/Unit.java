package org.powercut.framework.model;

import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/**
 * The part of one store that reaches the media as a whole or not at all: bytes of one atom, or the 64 bytes of a direct
 * store. Units are numbered over the whole trace in the order in which the program stored them.
 */
final class Unit {
    private static final int WORDS = Pmem.LINE / Pmem.ATOM;

    final long number;
    final int event;
    final Line line;

    /** First byte within the line. */
    final int start;

    final int length;

    /** The stored words from {@code firstWord()} on; bytes outside the unit are zero. */
    private final long[] values;

    /** Non-temporal: ordered with nothing until a fence. */
    final boolean free;

    /** Ordered units of the scope with a lower number persist first. */
    final long after;

    /** Of an opaque store or a stronger one where plain ones have no order: comes after those of earlier such stores. */
    final boolean strict;

    final @Nullable Barrier barrier;

    /** Whether the hardware has promised it. */
    boolean guaranteed;

    /** Its number among the units in flight at a crash point; set by {@link CrashStates}. */
    int ordinal;

    Unit(
            long number,
            int event,
            Line line,
            int start,
            int length,
            long[] values,
            boolean free,
            long after,
            boolean strict,
            @Nullable Barrier barrier) {
        this.number = number;
        this.event = event;
        this.line = line;
        this.start = start;
        this.length = length;
        this.values = values;
        this.free = free;
        this.after = after;
        this.strict = strict;
        this.barrier = barrier;
    }

    int firstWord() {
        return start / Pmem.ATOM;
    }

    int wordCount() {
        return values.length;
    }

    /** The {@code i}-th word that it touches, after it was stored over {@code old}. */
    long over(int i, long old) {
        long mask = mask();
        return old & ~mask | values[i] & mask;
    }

    long address() {
        return line.address + start;
    }

    /** One bit for each byte of the line that it stores. */
    long bytes() {
        return (length == Pmem.LINE ? -1L : (1L << length) - 1) << start;
    }

    boolean overlaps(Unit other) {
        return line == other.line && (bytes() & other.bytes()) != 0;
    }

    /** The stored bytes of each word it touches, as bits of a word; a unit of several words fills them. */
    private long mask() {
        int bytes = Math.min(length, WORDS);
        long low = bytes == Long.BYTES ? -1L : (1L << 8 * bytes) - 1;
        return low << 8 * (start % Pmem.ATOM);
    }
}
