package org.powercut.framework.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.powercut.pmem.OffHeap;
import org.powercut.pmem.Pmem;

/**
 * The bytes of bulk stores, one after the other, in chunks: the first on the heap, small and growing, the others outside
 * of it, where only pages that are written to cost something and none of it counts as heap. Each store's bytes keep
 * their place within the 8-byte word that they have on the device, so that a word of the device is in one chunk. What was
 * appended never changes.
 */
final class Payload {
    private static final int SHIFT = 20;
    private static final int CHUNK = 1 << SHIFT;

    /** Chunks that are taken at once; the system maps no more than some ten thousand ranges. */
    private static final int SLAB = 64;

    private static final ValueLayout.OfLong LITTLE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private byte[] first;
    private final List<MemorySegment> chunks = new ArrayList<>();
    private long used;

    Payload() {
        this(new byte[1024]);
    }

    private Payload(byte[] first) {
        this.first = first;
        chunks.add(MemorySegment.ofArray(first));
    }

    /** Appends the bytes of a store to {@code address}; returns the number of the word that they begin in. */
    long append(MemorySegment source, long sourceOffset, long length, long address) {
        long word = (used + Pmem.ATOM - 1) / Pmem.ATOM;
        long at = word * Pmem.ATOM + address % Pmem.ATOM;
        used = at + length;
        makeRoom();
        for (long done = 0; done < length; ) {
            long to = at + done;
            long piece = Math.min(length - done, CHUNK - (to & CHUNK - 1));
            MemorySegment.copy(source, sourceOffset + done, chunk(to), to & CHUNK - 1, piece);
            done += piece;
        }
        return word;
    }

    /** Byte {@code index} of what was appended in a word for a store to {@code address}. */
    byte get(long word, long address, long index) {
        long at = word * Pmem.ATOM + address % Pmem.ATOM + index;
        return chunk(at).get(ValueLayout.JAVA_BYTE, at & CHUNK - 1);
    }

    /** As {@link #get}, the 8 bytes from there on, little endian, which are one word of the device and all appended. */
    long getWord(long word, long address, long index) {
        long at = word * Pmem.ATOM + address % Pmem.ATOM + index;
        return chunk(at).get(LITTLE, at & CHUNK - 1);
    }

    /** Forgets all, and keeps the first chunk's room. */
    void clear() {
        used = 0;
        if (chunks.size() > 1) {
            // a copy may share them
            first = new byte[CHUNK];
            chunks.clear();
            chunks.add(MemorySegment.ofArray(first));
        }
    }

    /** The same bytes; all chunks are shared but a lone first one. Later appends do not change it. */
    Payload copy() {
        if (chunks.size() == 1) {
            Payload copy = new Payload(Arrays.copyOf(first, (int) used));
            copy.used = used;
            return copy;
        }
        Payload copy = new Payload(first);
        copy.chunks.addAll(chunks.subList(1, chunks.size()));
        copy.used = used;
        return copy;
    }

    private MemorySegment chunk(long at) {
        return chunks.get((int) (at >>> SHIFT));
    }

    private void makeRoom() {
        if (used > first.length && first.length < CHUNK) {
            first = Arrays.copyOf(first, (int) Math.min(CHUNK, Math.max(used, 2L * first.length)));
            chunks.set(0, MemorySegment.ofArray(first));
        }
        while (used > (long) chunks.size() << SHIFT) {
            MemorySegment slab = OffHeap.zeroed((long) SLAB * CHUNK, Arena.ofAuto());
            for (int i = 0; i < SLAB; i++) {
                chunks.add(slab.asSlice((long) i * CHUNK, CHUNK));
            }
        }
    }
}
