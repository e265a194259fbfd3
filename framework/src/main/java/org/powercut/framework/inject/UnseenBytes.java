package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.ImageHash;
import org.powercut.pmem.Pmem;

/**
 * Bytes that code under test copies from a traced device, and that are not looked at but by tests of their words: so that
 * states which pass the same tests need not be told apart. Until they are looked at, words that are not decided are spoilt
 * in the array: who hands bytes on and looks at them all the same (a file system that verifies a checksum in the buffer of its
 * caller, say, and does not use {@link org.powercut.pmem.PmemDevice#digest}) must not take one possible value for all.
 *
 * <p>Code under test may overwrite what it has copied, such as with zeros behind the end of a file. Where words are no longer as they
 * were spoilt, it copies once more, to bytes that are spoilt otherwise: those that are the same both times were overwritten.
 */
public final class UnseenBytes {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Even, so that no byte of a pattern becomes 0. */
    private static final long OTHER_SALT = 0x0202_0202_0202_0202L;

    private final byte[] bytes;

    /** The words that are not decided: the observer's numbers for them, and where they are in {@link #bytes}. */
    private int[] numbers = new int[16];

    private int[] positions = new int[16];

    /** The words as they were spoilt. */
    private long[] spoilt = new long[16];

    private int count;
    private @Nullable LoadObserver observer;

    /** What spoils them: two of these differ in each byte. */
    private final long salt;

    /** So many zeros, to be filled. */
    public UnseenBytes(int length) {
        this(length, 0);
    }

    private UnseenBytes(int length, long salt) {
        this.bytes = new byte[length];
        this.salt = salt;
    }

    /**
     * Copies bytes from a device without looking at them.
     *
     * @param copy fills the segment it is given, the same way each time; it may be asked twice
     */
    public static UnseenBytes copy(TracedDevice device, int length, Consumer<MemorySegment> copy) {
        UnseenBytes bytes = new UnseenBytes(length);
        bytes.fill(device, copy);
        if (bytes.isPerhapsOverwritten()) {
            UnseenBytes again = new UnseenBytes(length, OTHER_SALT);
            device.repeat(() -> again.fill(device, copy));
            bytes.decideOverwritten(again);
        }
        return bytes;
    }

    private void fill(TracedDevice device, Consumer<MemorySegment> copy) {
        device.copyUnseen(this);
        try {
            copy.accept(target());
        } finally {
            device.copyUnseen(null);
        }
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
            for (int i = 0; i < count; i++) {
                of.looking(numbers[i], mask(positions[i]));
                spoil(positions[i], -1L);
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
        spoil(position, -1L);
        numbers[count] = number;
        positions[count] = position;
        spoilt[count++] = word(position);
        observer = by;
        return true;
    }

    /** Whether a word is not as it was spoilt; a few bytes at the end may be so by chance. */
    private boolean isPerhapsOverwritten() {
        for (int i = 0; i < count; i++) {
            if (word(positions[i]) != spoilt[i] || positions[i] + Pmem.ATOM > bytes.length) {
                return true;
            }
        }
        return false;
    }

    /** Bytes that are the same in another copy were overwritten. Of a word of which a part was, the rest is looked at. */
    private void decideOverwritten(UnseenBytes again) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            long mask = mask(positions[i]);
            long copied = differing(word(positions[i]), again.word(positions[i])) & mask;
            if (copied == mask) {
                numbers[kept] = numbers[i];
                positions[kept] = positions[i];
                spoilt[kept++] = spoilt[i];
            } else if (copied != 0 && observer != null) {
                observer.looking(numbers[i], copied);
                spoil(positions[i], copied);
            }
        }
        count = kept;
    }

    /** All bits of the bytes that differ. */
    private static long differing(long one, long other) {
        long mask = 0;
        for (long bits = 0xff; bits != 0; bits <<= Byte.SIZE) {
            mask |= ((one ^ other) & bits) == 0 ? 0 : bits;
        }
        return mask;
    }

    /** The place of a segment in these bytes, or -1 if it is another's. */
    int positionOf(MemorySegment segment) {
        return segment.heapBase().orElse(null) == bytes ? (int) segment.address() : -1;
    }

    /** Makes bytes of a word other ones, or those again what they were. */
    private void spoil(int position, long mask) {
        long pattern = pattern(position) & mask;
        int end = Math.min(bytes.length, position + Pmem.ATOM);
        for (int i = position; i < end; i++) {
            bytes[i] ^= (byte) (pattern >>> 8 * (i - position));
        }
    }

    /** No byte of it is 0, nor with the other salt. */
    private long pattern(int position) {
        return (ImageHash.mix(position + 1) | 0x0101_0101_0101_0101L) ^ salt;
    }
}
