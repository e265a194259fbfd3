package org.powercut.framework.model;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.powercut.pmem.AccessMode;

/**
 * What a recording writes to: events are appended and never changed. An event is three words, 24 bytes of heap; the bytes
 * of bulk stores lie apart, outside of the heap where they are many. Appending allocates nothing but further chunks.
 *
 * <p>One thread appends at a time; who lets threads run in turns gives each a number.
 */
public final class Tape {
    private static final int MODE_SHIFT = 5;
    private static final int LENGTH_SHIFT = 8;
    private static final int TEAR_SHIFT = 12;
    private static final int THREAD_SHIFT = 16;
    private static final int SITE_SHIFT = 32;
    private static final Kind[] KINDS = Kind.values();
    private static final AccessMode[] MODES = AccessMode.values();
    private final Events events = new Events();
    private final Payload payload = new Payload();
    private final List<String> texts = new ArrayList<>();

    /** How many events were appended. */
    public int size() {
        return events.size();
    }

    /**
     * A store of 1 to 8 bytes.
     *
     * @param kind STORE, NT_STORE or LOCKED
     * @param tear 0, or 1, 2 or 4: the store may tear at that many bytes, beyond what the architecture allows
     * @param value the bytes, little endian
     */
    public void store(
            Kind kind, AccessMode mode, int tear, int thread, int site, long address, int length, long value) {
        append(kind, mode, length, tear, thread, site, address, value);
    }

    /**
     * A bulk store of any number of bytes; DIRECT_STORE is one of 64 bytes.
     *
     * @throws IllegalStateException if it has 4 GiB or more, or all bulk stores have 32 GiB or more
     */
    public void bulkStore(
            Kind kind,
            int tear,
            int thread,
            int site,
            long address,
            MemorySegment source,
            long sourceOffset,
            long length) {
        requireRoom(length, "one bulk store");
        long word = payload.append(source, sourceOffset, length, address);
        requireRoom(word, "all bulk stores, in words of 8 bytes");
        append(kind, AccessMode.PLAIN, 0, tear, thread, site, address, word << 32 | length);
    }

    /** A flush of the lines of a range. */
    public void flush(Kind kind, int thread, int site, long address, long length) {
        append(kind, AccessMode.PLAIN, 0, 0, thread, site, address, length);
    }

    /** A fence; LOCKED_FAILED comes this way too. */
    public void fence(Kind kind, int thread, int site) {
        append(kind, AccessMode.PLAIN, 0, 0, thread, site, 0, 0);
    }

    /** A change of media errors of a range in bytes. */
    public void media(Kind kind, int thread, int site, long address, long length) {
        append(kind, AccessMode.PLAIN, 0, 0, thread, site, address, length);
    }

    /** An operation's begin or end, or a milestone. */
    public void marker(Kind kind, int thread, String text) {
        texts.add(text);
        append(kind, AccessMode.PLAIN, 0, 0, thread, 0, texts.size() - 1, 0);
    }

    /** Forgets everything, and keeps room for a short run. */
    public void clear() {
        events.clear();
        payload.clear();
        texts.clear();
    }

    /** What was recorded, which later appends do not change. A long one shares its memory with the tape. */
    public Trace trace() {
        return new Trace(events.copy(), payload.copy(), List.copyOf(texts));
    }

    private void append(
            Kind kind, AccessMode mode, int length, int tear, int thread, int site, long address, long value) {
        events.append(
                kind.ordinal()
                        | (long) mode.ordinal() << MODE_SHIFT
                        | (long) length << LENGTH_SHIFT
                        | (long) tear << TEAR_SHIFT
                        | (long) thread << THREAD_SHIFT
                        | (long) site << SITE_SHIFT,
                address,
                value);
    }

    private static void requireRoom(long number, String what) {
        if (number >>> 32 != 0) {
            throw new IllegalStateException("a tape holds less than 2^32 of " + what + ", not " + number);
        }
    }

    static Kind kind(long word) {
        return KINDS[(int) word & 31];
    }

    static AccessMode mode(long word) {
        return MODES[(int) (word >>> MODE_SHIFT) & 7];
    }

    static int length(long word) {
        return (int) (word >>> LENGTH_SHIFT) & 15;
    }

    static int tear(long word) {
        return (int) (word >>> TEAR_SHIFT) & 15;
    }

    static int thread(long word) {
        return (int) (word >>> THREAD_SHIFT) & 0xffff;
    }

    static int site(long word) {
        return (int) (word >>> SITE_SHIFT);
    }
}
