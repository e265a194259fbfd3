package org.powercut.framework.inject;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.powercut.pmem.BadRanges;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.Pmem;

/**
 * What a device was before each change, newest last. An entry is the old words of a range, then the address of the
 * first and their number; one for media errors has no words, and its old state lies in a list of its own. A rollback
 * costs what was changed; saving allocates nothing but the doubling of an array.
 */
final class UndoLog {
    /** 128 MiB: who changes more within one run is taken for one that does not end. */
    private static final int MOST_WORDS = 1 << 24;

    private static final int HEADER = 2;
    private static final long MEDIA = -1;

    private long[] log = new long[1024];
    private int top;
    private final List<MediaState> mediaStates = new ArrayList<>();

    /** Where the log stands, for a later {@link #rollback}. */
    int mark() {
        return top;
    }

    /** Forgets everything. */
    void clear() {
        top = 0;
        mediaStates.clear();
    }

    /** Saves the aligned words that hold {@code [offset, offset + length)}, which lies in the device and is not empty. */
    void save(MemorySegment device, long offset, long length) {
        long start = Pmem.floor(offset, Pmem.ATOM);
        long end = Pmem.ceil(offset + length, Pmem.ATOM);
        if (end - start == Pmem.ATOM) {
            saveWord(device, start);
        } else {
            saveWords(device, start, (end - start) / Pmem.ATOM);
        }
    }

    private void saveWord(MemorySegment device, long start) {
        int at = top;
        if (at + 1 + HEADER > log.length) {
            grow(at + 1 + HEADER);
        }
        log[at] = device.get(JAVA_LONG_UNALIGNED, start);
        log[at + 1] = start;
        log[at + 2] = 1;
        top = at + 1 + HEADER;
    }

    private void saveWords(MemorySegment device, long start, long count) {
        long end = top + count + HEADER;
        if (end > log.length) {
            grow(end);
        }
        MemorySegment.copy(device, JAVA_LONG_UNALIGNED, start, log, top, (int) count);
        log[(int) end - 2] = start;
        log[(int) end - 1] = count;
        top = (int) end;
    }

    /** Saves the media errors as they were. */
    void save(MediaState old) {
        if (top + HEADER > log.length) {
            grow(top + HEADER);
        }
        mediaStates.add(old);
        log[top] = MEDIA;
        log[top + 1] = 0;
        top += HEADER;
    }

    /** Undoes, newest first, what was saved since the mark. */
    void rollback(int mark, MemorySegment device, BadRanges errors) {
        while (top > mark) {
            long start = log[top - 2];
            int count = (int) log[top - 1];
            top -= count + HEADER;
            if (start == MEDIA) {
                errors.restore(mediaStates.removeLast());
            } else if (count == 1) {
                device.set(JAVA_LONG_UNALIGNED, start, log[top]);
            } else {
                MemorySegment.copy(log, top, device, JAVA_LONG_UNALIGNED, start, count);
            }
        }
    }

    private void grow(long words) {
        if (words > MOST_WORDS) {
            throw new InstructionLimitException("changed more than %d MiB of the device without an end"
                    .formatted((long) MOST_WORDS * JAVA_LONG.byteSize() >> 20));
        }
        log = Arrays.copyOf(log, (int) Math.min(MOST_WORDS, Math.max(words, 2L * log.length)));
    }
}
