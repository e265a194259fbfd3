package org.powercut.pmem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The bytes of a device and their media errors: how a load, a store or a read-modify-write acts on memory, in one
 * place for all devices. It knows nothing of caches: what a flush or a fence means is the device's affair.
 *
 * <p>Every access throws {@link IndexOutOfBoundsException} outside the media, {@link IllegalArgumentException} when
 * it is atomic and misaligned or in a mode that it cannot have, {@link IllegalStateException} after {@link #close},
 * and changes nothing then. Loads and read-modify-writes throw {@link MediaErrorException} on poisoned media, or
 * when the memory behind the media faults; a bulk load leaves its target as it was.
 */
public final class Media implements AutoCloseable {
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ATOM =
            JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final Arena arena;
    private final MemorySegment bytes;
    private final BadRanges errors;

    private Media(Arena arena, MemorySegment bytes, Consumer<MediaRange> zeroDurably) {
        this.arena = arena;
        this.bytes = bytes;
        this.errors = new BadRanges(bytes.byteSize(), zeroDurably);
    }

    /**
     * Zeroed memory that does not outlive the process; pages of large media cost nothing until they are stored to.
     *
     * @param size in bytes, a positive multiple of {@link Pmem#PAGE}
     * @throws IllegalArgumentException if {@code size} is not that
     */
    public static Media allocate(long size) {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment bytes = OffHeap.zeroed(size, arena);
            return new Media(
                    arena,
                    bytes,
                    range -> bytes.asSlice(range.offset(), range.length()).fill((byte) 0));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Media over memory that {@code arena} owns and this media closes.
     *
     * @param bytes page-aligned
     * @param zeroDurably makes zeros of a range of {@code bytes} and returns when they are durable
     */
    static Media over(Arena arena, MemorySegment bytes, Consumer<MediaRange> zeroDurably) {
        return new Media(arena, bytes, zeroDurably);
    }

    public long size() {
        return bytes.byteSize();
    }

    /** The bytes themselves: whoever uses them passes media errors by. */
    public MemorySegment bytes() {
        return bytes;
    }

    public BadRanges errors() {
        return errors;
    }

    public byte getByte(long offset) {
        try {
            byte value = bytes.get(JAVA_BYTE, offset);
            errors.onLoad(offset, Byte.BYTES);
            return value;
        } catch (InternalError e) {
            throw unreadable(offset, Byte.BYTES, e);
        }
    }

    public short getShort(long offset) {
        try {
            short value = bytes.get(SHORT, offset);
            errors.onLoad(offset, Short.BYTES);
            return value;
        } catch (InternalError e) {
            throw unreadable(offset, Short.BYTES, e);
        }
    }

    public int getInt(long offset) {
        try {
            int value = bytes.get(INT, offset);
            errors.onLoad(offset, Integer.BYTES);
            return value;
        } catch (InternalError e) {
            throw unreadable(offset, Integer.BYTES, e);
        }
    }

    public long getLong(long offset) {
        try {
            long value = bytes.get(LONG, offset);
            errors.onLoad(offset, Long.BYTES);
            return value;
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    public long getLong(long offset, AccessMode mode) {
        checkAligned(offset, Pmem.ATOM);
        try {
            long value = switch (mode) {
                case PLAIN -> (long) ATOM.get(bytes, offset);
                case OPAQUE -> (long) ATOM.getOpaque(bytes, offset);
                case ACQUIRE -> (long) ATOM.getAcquire(bytes, offset);
                case VOLATILE -> (long) ATOM.getVolatile(bytes, offset);
                case RELEASE ->
                    throw new IllegalArgumentException("a load is PLAIN, OPAQUE, ACQUIRE or VOLATILE, not RELEASE");
            };
            errors.onLoad(offset, Long.BYTES);
            return value;
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    public void getBytes(long offset, MemorySegment target, long targetOffset, long length) {
        Objects.checkFromIndexSize(offset, length, bytes.byteSize());
        errors.onLoad(offset, length);
        try {
            MemorySegment.copy(bytes, offset, target, targetOffset, length);
        } catch (InternalError e) {
            throw unreadable(offset, length, e);
        }
    }

    public void putByte(long offset, byte value) {
        try {
            bytes.set(JAVA_BYTE, offset, value);
        } catch (InternalError e) {
            throw unwritable(offset, Byte.BYTES, e);
        }
    }

    public void putShort(long offset, short value) {
        try {
            bytes.set(SHORT, offset, value);
        } catch (InternalError e) {
            throw unwritable(offset, Short.BYTES, e);
        }
    }

    public void putInt(long offset, int value) {
        try {
            bytes.set(INT, offset, value);
        } catch (InternalError e) {
            throw unwritable(offset, Integer.BYTES, e);
        }
    }

    public void putLong(long offset, long value) {
        try {
            bytes.set(LONG, offset, value);
        } catch (InternalError e) {
            throw unwritable(offset, Long.BYTES, e);
        }
    }

    public void putLong(long offset, long value, AccessMode mode) {
        checkAligned(offset, Pmem.ATOM);
        try {
            switch (mode) {
                case PLAIN -> ATOM.set(bytes, offset, value);
                case OPAQUE -> ATOM.setOpaque(bytes, offset, value);
                case RELEASE -> ATOM.setRelease(bytes, offset, value);
                case VOLATILE -> ATOM.setVolatile(bytes, offset, value);
                case ACQUIRE ->
                    throw new IllegalArgumentException("a store is PLAIN, OPAQUE, RELEASE or VOLATILE, not ACQUIRE");
            }
        } catch (InternalError e) {
            throw unwritable(offset, Long.BYTES, e);
        }
    }

    public void putBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        try {
            MemorySegment.copy(source, sourceOffset, bytes, offset, length);
        } catch (InternalError e) {
            throw unwritable(offset, length, e);
        }
    }

    public void fill(long offset, long length, byte value) {
        try {
            bytes.asSlice(offset, length).fill(value);
        } catch (InternalError e) {
            throw unwritable(offset, length, e);
        }
    }

    /** Stores one 8-byte aligned atom: {@link #putLong(long, long)} with the alignment that an nt store asks for. */
    public void putAtom(long offset, long value) {
        checkAligned(offset, Pmem.ATOM);
        putLong(offset, value);
    }

    /** Stores 64 bytes at a 64-byte aligned offset. */
    public void putLine(long offset, MemorySegment source, long sourceOffset) {
        checkAligned(offset, Pmem.LINE);
        putBytes(offset, source, sourceOffset, Pmem.LINE);
    }

    public boolean compareAndSetLong(long offset, long expected, long value) {
        checkUpdate(offset);
        try {
            return ATOM.compareAndSet(bytes, offset, expected, value);
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    public boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode) {
        checkUpdate(offset);
        try {
            return switch (mode) {
                case PLAIN, OPAQUE -> ATOM.weakCompareAndSetPlain(bytes, offset, expected, value);
                case ACQUIRE -> ATOM.weakCompareAndSetAcquire(bytes, offset, expected, value);
                case RELEASE -> ATOM.weakCompareAndSetRelease(bytes, offset, expected, value);
                case VOLATILE -> ATOM.weakCompareAndSet(bytes, offset, expected, value);
            };
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    public long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode) {
        checkUpdate(offset);
        try {
            return switch (mode) {
                case ACQUIRE -> (long) ATOM.compareAndExchangeAcquire(bytes, offset, expected, value);
                case RELEASE -> (long) ATOM.compareAndExchangeRelease(bytes, offset, expected, value);
                // no weaker form exists
                case PLAIN, OPAQUE, VOLATILE -> (long) ATOM.compareAndExchange(bytes, offset, expected, value);
            };
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    public long getAndAddLong(long offset, long delta, AccessMode mode) {
        checkUpdate(offset);
        try {
            return switch (mode) {
                case ACQUIRE -> (long) ATOM.getAndAddAcquire(bytes, offset, delta);
                case RELEASE -> (long) ATOM.getAndAddRelease(bytes, offset, delta);
                case PLAIN, OPAQUE, VOLATILE -> (long) ATOM.getAndAdd(bytes, offset, delta);
            };
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    public long getAndSetLong(long offset, long value, AccessMode mode) {
        checkUpdate(offset);
        try {
            return switch (mode) {
                case ACQUIRE -> (long) ATOM.getAndSetAcquire(bytes, offset, value);
                case RELEASE -> (long) ATOM.getAndSetRelease(bytes, offset, value);
                case PLAIN, OPAQUE, VOLATILE -> (long) ATOM.getAndSet(bytes, offset, value);
            };
        } catch (InternalError e) {
            throw unreadable(offset, Long.BYTES, e);
        }
    }

    /** Throws unless {@code [offset, offset + length)} lies in the media. */
    public void checkBounds(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, bytes.byteSize());
    }

    /** Gives the memory back; later accesses throw {@link IllegalStateException}. Closing twice does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private void checkUpdate(long offset) {
        checkAligned(offset, Pmem.ATOM);
        Objects.checkFromIndexSize(offset, Long.BYTES, bytes.byteSize());
        errors.onLoad(offset, Long.BYTES);
    }

    /**
     * Checks an offset.
     *
     * @throws IllegalArgumentException if it is not a multiple of {@code unit}
     */
    public static void checkAligned(long offset, int unit) {
        if ((offset & (unit - 1)) != 0) {
            throw new IllegalArgumentException(
                    "this instruction needs an offset that is a multiple of " + unit + ", not " + offset);
        }
    }

    /** The JVM reports a machine check, and a load past the end of a truncated file, as an InternalError. */
    private static MediaErrorException unreadable(long offset, long length, InternalError cause) {
        MediaErrorException error = new MediaErrorException(MediaRange.covering(offset, length));
        error.initCause(cause);
        return error;
    }

    private static UncheckedIOException unwritable(long offset, long length, InternalError cause) {
        return new UncheckedIOException(
                "cannot store to device bytes [%d, %d): the file behind them was truncated, or its disk is full"
                        .formatted(offset, offset + length),
                new IOException(cause));
    }
}
