package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Events as three words each, in chunks: appending never copies more than the first chunk, which is small at first and
 * grows. What was appended never changes.
 */
final class Events {
    private static final int WORDS = 3;
    private static final int SHIFT = 13;
    private static final int CHUNK = 1 << SHIFT;

    private final List<long[]> full = new ArrayList<>();
    private long[] last;

    /** The first word in {@code last} that is free. */
    private int used;

    Events() {
        this(new long[WORDS * 256]);
    }

    private Events(long[] last) {
        this.last = last;
    }

    int size() {
        return (full.size() << SHIFT) + used / WORDS;
    }

    void append(long head, long address, long value) {
        if (used == last.length) {
            grow();
        }
        last[used] = head;
        last[used + 1] = address;
        last[used + 2] = value;
        used += WORDS;
    }

    /** Word {@code word} of an event, from 0: its head, its address, its value. */
    long word(int event, int word) {
        int chunk = event >>> SHIFT;
        return (chunk == full.size() ? last : full.get(chunk))[(event & CHUNK - 1) * WORDS + word];
    }

    /** Forgets all, and keeps room for as many as fit the first chunk. */
    void clear() {
        if (!full.isEmpty()) {
            // a copy may share it
            full.clear();
            last = new long[WORDS * CHUNK];
        }
        used = 0;
    }

    /** The same events; full chunks are shared. */
    Events copy() {
        Events copy = new Events(Arrays.copyOf(last, used));
        copy.full.addAll(full);
        copy.used = used;
        return copy;
    }

    private void grow() {
        if (used < WORDS * CHUNK) {
            last = Arrays.copyOf(last, 2 * used);
        } else {
            Math.addExact(size(), CHUNK);
            full.add(last);
            last = new long[WORDS * CHUNK];
            used = 0;
        }
    }
}
