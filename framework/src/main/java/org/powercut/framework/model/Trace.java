package org.powercut.framework.model;

import java.util.List;
import org.powercut.pmem.AccessMode;

/**
 * The ordered events of one run. Events are numbered from 0 to {@link #size()}; positions between them likewise:
 * position {@code i} is before event {@code i}. Immutable.
 */
public final class Trace {
    private final long[] words;
    private final int events;
    private final byte[] arena;
    private final List<String> texts;

    Trace(long[] words, int events, byte[] arena, List<String> texts) {
        this.words = words;
        this.events = events;
        this.arena = arena;
        this.texts = texts;
    }

    public int size() {
        return events;
    }

    public Kind kind(int event) {
        return Tape.kind(head(event));
    }

    /** The access mode of a store. */
    public AccessMode mode(int event) {
        return Tape.mode(head(event));
    }

    /** 0, or the bytes at which a faulted store may tear. */
    public int tear(int event) {
        return Tape.tear(head(event));
    }

    /** The number of the thread that issued the event, from 0. */
    public int thread(int event) {
        return Tape.thread(head(event));
    }

    /** The number of the site that issued the event; 0 is code that is not instrumented. */
    public int site(int event) {
        return Tape.site(head(event));
    }

    /** The first byte of the device that the event is about. */
    public long address(int event) {
        return words[event * Tape.WORDS + 1];
    }

    /** How many bytes of the device the event is about, from {@link #address} on. */
    public long length(int event) {
        long head = head(event);
        if (!Tape.kind(head).isStore()) {
            return value(event);
        }
        return isBulk(event) ? value(event) & 0xffff_ffffL : Tape.length(head);
    }

    /** Byte {@code index} of what a store stored. */
    public byte storedByte(int event, long index) {
        return isBulk(event) ? arena[bulkStart(event) + (int) index] : (byte) (value(event) >>> (8 * index));
    }

    /**
     * Up to 8 bytes of what a store stored, little endian, from byte {@code index} on; bytes past the end of the store
     * are zero.
     */
    public long storedWord(int event, long index) {
        if (!isBulk(event)) {
            return value(event) >>> (8 * index);
        }
        long left = length(event) - index;
        int at = bulkStart(event) + (int) index;
        if (left >= 8) {
            return Tape.word(arena, at);
        }
        long word = 0;
        for (int i = 0; i < left; i++) {
            word |= (arena[at + i] & 0xffL) << (8 * i);
        }
        return word;
    }

    /** The text of an operation or milestone. */
    public String text(int event) {
        return texts.get((int) address(event));
    }

    private boolean isBulk(int event) {
        return Tape.length(head(event)) == 0;
    }

    private int bulkStart(int event) {
        return (int) (value(event) >>> 32);
    }

    private long head(int event) {
        return words[event * Tape.WORDS];
    }

    private long value(int event) {
        return words[event * Tape.WORDS + 2];
    }
}
