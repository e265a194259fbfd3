package org.powercut.pmem;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/**
 * A byte-addressable range of persistent memory and the instructions that code issues to it.
 *
 * <p>Offsets and lengths are in bytes, from 0 to {@link #size()}, and 64 bits wide. Numbers are little endian on
 * the media. An aligned store of at most 8 bytes never tears; a wider or unaligned one is a set of 8-byte atoms
 * with no order among them. A store is durable only after a flush of its line (or as a non-temporal store) and
 * then a {@link #fence()} by the same thread.
 *
 * <p>Every instruction throws {@link IndexOutOfBoundsException} when it would leave the device, {@link
 * IllegalArgumentException} when it is misaligned or in a mode that it cannot have, and changes nothing then; a
 * load or store on a closed device throws {@link IllegalStateException}. Every load, and every read-modify-write,
 * throws {@link MediaErrorException} when it touches a poisoned sector, and the sector is listed from then on. A
 * store to poisoned media succeeds and leaves the sector poisoned, as on hardware; only {@link MediaErrors#clear}
 * heals it.
 *
 * <p>Calls of these methods are what the crash-test framework rewrites, call site by call site; implementations
 * must therefore not call one another's instructions to do their work; {@link #digest} and its like are loads.
 */
public interface PmemDevice extends AutoCloseable {

    /** The size of the device in bytes, a multiple of {@link Pmem#PAGE}. */
    long size();

    /** What a fence on this device buys. */
    Durability durability();

    /** The device's media errors. */
    MediaErrors mediaErrors();

    /**
     * How often the device lost power with stores under way that it could not save; empty if it does not count that. One
     * who finds another count than before must not trust what was being written (man libpmem2_unsafe_shutdown.7).
     */
    default Optional<UnsafeShutdowns> unsafeShutdowns() {
        return Optional.empty();
    }

    /**
     * The memory behind bytes {@code [offset, offset + length)}, for code that loads and stores by itself: it passes
     * media errors by, and what it stores is durable as {@link #flush} and {@link #fence} make it. Empty if there is no
     * such memory, or none that may be used without these methods.
     *
     * @throws IndexOutOfBoundsException if the range leaves the device
     */
    default Optional<MemorySegment> memory(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        return Optional.empty();
    }

    /**
     * As {@link #memory(long, long)}, with a lifetime of its own: access ends with {@code arena}, which must end before the
     * device is closed. {@link MemorySegment#force} makes stores durable as far as the device can, and so does a buffer
     * over the segment.
     *
     * @param offset a multiple of {@link Pmem#PAGE}
     */
    default Optional<MemorySegment> memory(long offset, long length, Arena arena) {
        Objects.checkFromIndexSize(offset, length, size());
        return Optional.empty();
    }

    // loads

    byte getByte(long offset);

    short getShort(long offset);

    int getInt(long offset);

    long getLong(long offset);

    /** Loads 8 bytes in {@code mode}, which is not {@link AccessMode#RELEASE}; {@code offset} is 8-byte aligned. */
    long getLong(long offset, AccessMode mode);

    /** Loads {@code length} bytes into {@code target} from {@code targetOffset} on. */
    void getBytes(long offset, MemorySegment target, long targetOffset, long length);

    /**
     * Loads bytes and says what a function makes of them. What the buffer holds afterwards is not to be looked at: load the
     * bytes for that.
     *
     * <p>Whether a checksum fits depends on every bit; which bits were wrong, nobody asks. Code that asks in this way tells a
     * device just that, and a crash explorer need not tell apart what gives the same answer.
     *
     * @param buffer as long as the range, to work in
     */
    default long digest(long offset, MemorySegment buffer, Digest digest) {
        getBytes(offset, buffer, 0, buffer.byteSize());
        return digest.of(buffer);
    }

    /**
     * Loads bytes as {@link #getBytes(long, MemorySegment, long, long)}, and says what a function makes of them: for code that
     * hands the bytes on once they fit their checksum, and does not look at them itself.
     */
    default long getBytes(long offset, MemorySegment target, long targetOffset, long length, Digest digest) {
        getBytes(offset, target, targetOffset, length);
        return digest.of(target.asSlice(targetOffset, length));
    }

    // stores through the cache

    void putByte(long offset, byte value);

    void putShort(long offset, short value);

    void putInt(long offset, int value);

    void putLong(long offset, long value);

    /** Stores 8 bytes in {@code mode}, which is not {@link AccessMode#ACQUIRE}; {@code offset} is 8-byte aligned. */
    void putLong(long offset, long value, AccessMode mode);

    /** Stores {@code length} bytes of {@code source} from {@code sourceOffset} on. */
    void putBytes(long offset, MemorySegment source, long sourceOffset, long length);

    /** Stores {@code value} into each of {@code length} bytes. */
    void fill(long offset, long length, byte value);

    // stores past the cache

    /** Non-temporal store of 8 bytes; {@code offset} is 8-byte aligned. */
    void ntPutLong(long offset, long value);

    /**
     * Non-temporal store of {@code length} bytes. As with {@code memcpy_flushcache} (linux:
     * arch/x86/lib/usercopy_64.c) only whole aligned atoms go past the cache: bytes of a partial first or last atom
     * are plain stores, and the caller must flush their lines.
     */
    void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length);

    /** Non-temporal fill of {@code length} bytes; partial first and last atoms as in {@link #ntPutBytes}. */
    void ntFill(long offset, long length, byte value);

    /** The 64-byte direct store (movdir64b): does not tear; {@code offset} is 64-byte aligned. */
    void directStore64(long offset, MemorySegment source, long sourceOffset);

    // ordering

    /** Starts to write back every line of {@code [offset, offset + length)} with clwb. */
    void flush(long offset, long length);

    /** Starts to write back every line of {@code [offset, offset + length)} with the given instruction. */
    void flush(long offset, long length, FlushKind kind);

    /** Store fence: completes this thread's flushes and non-temporal stores. */
    void fence();

    // locked read-modify-writes: each is a full fence, whatever its mode

    /** Sets the 8-byte aligned long to {@code value} if it is {@code expected}, as {@code VarHandle.compareAndSet}. */
    boolean compareAndSetLong(long offset, long expected, long value);

    /** As {@code VarHandle.weakCompareAndSet} in {@code mode}; may fail spuriously on some hardware. */
    boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode);

    /** As {@code VarHandle.compareAndExchange} in {@code mode}: returns the value that was found. */
    long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode);

    /** Adds {@code delta} to the 8-byte aligned long and returns the value before. */
    long getAndAddLong(long offset, long delta, AccessMode mode);

    /** Sets the 8-byte aligned long and returns the value before. */
    long getAndSetLong(long offset, long value, AccessMode mode);

    /** Releases the device's memory. What was fenced stays on a persistent device. */
    @Override
    void close();
}
