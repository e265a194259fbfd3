package org.powercut.framework.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.powercut.pmem.AccessMode;

/**
 * What a recording writes to: events are appended and never changed. An event is three words in a growing array, and
 * bytes of bulk stores lie in a second one, so that appending allocates nothing but the doubling of an array.
 *
 * <p>One thread appends at a time; who lets threads run in turns gives each a number.
 */
public final class Tape {
    static final int WORDS = 3;

    private static final int MODE_SHIFT = 5;
    private static final int LENGTH_SHIFT = 8;
    private static final int TEAR_SHIFT = 12;
    private static final int THREAD_SHIFT = 16;
    private static final int SITE_SHIFT = 32;
    private static final Kind[] KINDS = Kind.values();
    private static final AccessMode[] MODES = AccessMode.values();
    private static final ValueLayout.OfLong LITTLE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private long[] words = new long[WORDS * 256];
    private int events;
    private byte[] arena = new byte[1024];
    private int arenaUsed;
    private final List<String> texts = new ArrayList<>();

    /** How many events were appended. */
    public int size() {
        return events;
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

    /** A bulk store of any number of bytes; DIRECT_STORE is one of 64 bytes. */
    public void bulkStore(
            Kind kind,
            int tear,
            int thread,
            int site,
            long address,
            MemorySegment source,
            long sourceOffset,
            long length) {
        int at = reserve(length);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, sourceOffset, arena, at, (int) length);
        append(kind, AccessMode.PLAIN, 0, tear, thread, site, address, ((long) at << 32) | length);
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

    /** Forgets everything, and keeps the room. */
    public void clear() {
        events = 0;
        arenaUsed = 0;
        texts.clear();
    }

    /** What was recorded, as a copy that later appends do not change. */
    public Trace trace() {
        return new Trace(
                Arrays.copyOf(words, events * WORDS), events, Arrays.copyOf(arena, arenaUsed), List.copyOf(texts));
    }

    private void append(
            Kind kind, AccessMode mode, int length, int tear, int thread, int site, long address, long value) {
        int at = events * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, Math.multiplyExact(at, 2));
        }
        words[at] = kind.ordinal()
                | (long) mode.ordinal() << MODE_SHIFT
                | (long) length << LENGTH_SHIFT
                | (long) tear << TEAR_SHIFT
                | (long) thread << THREAD_SHIFT
                | (long) site << SITE_SHIFT;
        words[at + 1] = address;
        words[at + 2] = value;
        events++;
    }

    private int reserve(long length) {
        int at = arenaUsed;
        int end = Math.addExact(at, Math.toIntExact(length));
        if (end > arena.length) {
            arena = Arrays.copyOf(arena, Math.max(end, Math.multiplyExact(arena.length, 2)));
        }
        arenaUsed = end;
        return at;
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

    static long word(byte[] bytes, int at) {
        return MemorySegment.ofArray(bytes).get(LITTLE, at);
    }
}
