package org.powercut.framework.model;

import java.util.List;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * The ordered events of one run. Events are numbered from 0 to {@link #size()}; positions between them likewise:
 * position {@code i} is before event {@code i}. Immutable.
 */
public final class Trace {
    private final Events events;
    private final Payload payload;
    private final List<String> texts;

    Trace(Events events, Payload payload, List<String> texts) {
        this.events = events;
        this.payload = payload;
        this.texts = texts;
    }

    public int size() {
        return events.size();
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
        return events.word(event, 1);
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
        return isBulk(event)
                ? payload.get(bulkStart(event), address(event), index)
                : (byte) (value(event) >>> (8 * index));
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
        long address = address(event);
        if (left >= Long.BYTES && (address + index) % Pmem.ATOM == 0) {
            return payload.getWord(bulkStart(event), address, index);
        }
        long word = 0;
        for (int i = 0; i < Math.min(left, Long.BYTES); i++) {
            word |= (payload.get(bulkStart(event), address, index + i) & 0xffL) << (8 * i);
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

    /** The word of the payload in which a bulk store's bytes begin. */
    private long bulkStart(int event) {
        return value(event) >>> 32;
    }

    private long head(int event) {
        return events.word(event, 0);
    }

    private long value(int event) {
        return events.word(event, 2);
    }
}
