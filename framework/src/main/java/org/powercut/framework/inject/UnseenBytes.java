package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.ImageHash;
import org.powercut.pmem.Pmem;

/**
 * Bytes that code under test copies from a traced device, and that are not looked at but by tests of their words: so that
 * states which pass the same tests need not be told apart. Until they are looked at, words that are not decided are spoilt
 * in the array: who hands bytes on and looks at them all the same (a file system that verifies a checksum in the buffer of its
 * caller, say, and does not use {@link org.powercut.pmem.PmemDevice#digest}) must not take one possible value for all. A word
 * that is no longer spoilt has been overwritten, and is decided.
 */
public final class UnseenBytes {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;

    /** The words that are not decided: the observer's numbers for them, and where they are in {@link #bytes}. */
    private int[] numbers = new int[16];

    private int[] positions = new int[16];

    /** The words as they were spoilt. */
    private long[] spoilt = new long[16];

    private int count;
    private @Nullable LoadObserver observer;

    /** So many zeros, to be filled. */
    public UnseenBytes(int length) {
        bytes = new byte[length];
    }

    /** Where the bytes go; who looks at them there sees undecided words spoilt. */
    public MemorySegment target() {
        return MemorySegment.ofArray(bytes);
    }

    /** How many bytes there are. */
    public int length() {
        return bytes.length;
    }

    /** Looks at the bytes. */
    public byte[] look() {
        LoadObserver of = observer;
        if (of != null) {
            forgetOverwritten(of);
            of.looking(this);
            for (int i = 0; i < count; i++) {
                spoil(positions[i]);
            }
            count = 0;
            observer = null;
        }
        return bytes;
    }

    /**
     * The position of the first aligned word that does not pass a test.
     *
     * @return in bytes; -1 if all pass
     */
    public int firstFailing(WordTest test) {
        LoadObserver of = observer;
        if (of == null) {
            return found(firstFailingDecided(test));
        }
        forgetOverwritten(of);
        return found(of.firstFailing(this, test, firstFailingDecided(test)));
    }

    private int found(int first) {
        return first == bytes.length ? -1 : first;
    }

    private int firstFailingDecided(WordTest test) {
        int next = 0;
        for (int at = 0; at < bytes.length; at += Pmem.ATOM) {
            if (next < count && positions[next] == at) {
                next++;
            } else if (!test.passes(at, word(at))) {
                return at;
            }
        }
        return bytes.length;
    }

    private long word(int at) {
        if (at + Pmem.ATOM <= bytes.length) {
            return (long) WORDS.get(bytes, at);
        }
        return (long) WORDS.get(Arrays.copyOf(Arrays.copyOfRange(bytes, at, bytes.length), Pmem.ATOM), 0);
    }

    // for the observer

    /** How many words are not decided. */
    public int undecided() {
        return count;
    }

    /** The number that the observer gave an undecided word. */
    public int number(int index) {
        return numbers[index];
    }

    /** Where an undecided word is, in bytes. Positions ascend. */
    public int position(int index) {
        return positions[index];
    }

    /** The bits of a word at a position that lie before the end. */
    public long mask(int position) {
        int length = bytes.length - position;
        return length >= Pmem.ATOM ? -1L : (1L << 8 * length) - 1;
    }

    /**
     * Notes that a word is not decided.
     *
     * @return false if it does not come after those noted so far, and was not
     */
    public boolean add(LoadObserver by, int number, int position) {
        if (count > 0 && positions[count - 1] >= position) {
            return false;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
            spoilt = Arrays.copyOf(spoilt, 2 * count);
        }
        spoil(position);
        numbers[count] = number;
        positions[count] = position;
        spoilt[count++] = word(position);
        observer = by;
        return true;
    }

    /**
     * Words that are no longer spoilt were overwritten. Of a word of which a part was, the rest is what it was; nearly all bytes
     * of one that was overwritten as a whole are others.
     */
    private void forgetOverwritten(LoadObserver of) {
        int kept = 0;
        boolean looked = false;
        for (int i = 0; i < count; i++) {
            long changed = word(positions[i]) ^ spoilt[i];
            if (changed == 0) {
                numbers[kept] = numbers[i];
                positions[kept] = positions[i];
                spoilt[kept++] = spoilt[i];
            } else if (isPartial(changed, mask(positions[i]))) {
                if (!looked) {
                    of.looking(this);
                    looked = true;
                }
                restore(positions[i], changed);
            }
        }
        count = kept;
    }

    private static boolean isPartial(long changed, long mask) {
        int same = 0;
        for (int bit = 0; bit < Long.SIZE; bit += Byte.SIZE) {
            if ((mask >>> bit & 0xff) != 0 && (changed >>> bit & 0xff) == 0) {
                same++;
            }
        }
        return same > 1;
    }

    /** Makes the bytes of a word that were not overwritten what they were. */
    private void restore(int position, long changed) {
        long pattern = pattern(position);
        for (int i = position; i < Math.min(bytes.length, position + Pmem.ATOM); i++) {
            int bit = 8 * (i - position);
            if ((changed >>> bit & 0xff) == 0) {
                bytes[i] ^= (byte) (pattern >>> bit);
            }
        }
    }

    /** The place of a segment in these bytes, or -1 if it is another's. */
    int positionOf(MemorySegment segment) {
        return segment.heapBase().orElse(null) == bytes ? (int) segment.address() : -1;
    }

    /** Makes a word another one, or that again what it was. */
    private void spoil(int position) {
        long pattern = pattern(position);
        int end = Math.min(bytes.length, position + Pmem.ATOM);
        for (int i = position; i < end; i++) {
            bytes[i] ^= (byte) (pattern >>> 8 * (i - position));
        }
    }

    /** No byte of it is 0. */
    private static long pattern(int position) {
        return ImageHash.mix(position + 1) | 0x0101_0101_0101_0101L;
    }
}
