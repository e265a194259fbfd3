package org.powercut.pmem;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What the devices here share: loads, stores and read-modify-writes act on a {@link Media}, and tell the device
 * when bytes went past the cache and when a fence came.
 */
abstract sealed class MediaDevice implements PmemDevice permits SimulatedDevice, MappedFileDevice, DaxDevice {
    private final Media media;

    MediaDevice(Media media) {
        this.media = media;
    }

    /** Bytes that the calling thread's next fence must make durable. They lie in the device. */
    abstract void writeBack(long offset, long length);

    /** Makes durable what the calling thread wrote back. */
    abstract void complete();

    @Override
    public final long size() {
        return media.size();
    }

    @Override
    public final MediaErrors mediaErrors() {
        return media.errors();
    }

    @Override
    public final Optional<MemorySegment> memory(long offset, long length) {
        return Optional.of(media.bytes().asSlice(offset, length));
    }

    @Override
    public final byte getByte(long offset) {
        return media.getByte(offset);
    }

    @Override
    public final short getShort(long offset) {
        return media.getShort(offset);
    }

    @Override
    public final int getInt(long offset) {
        return media.getInt(offset);
    }

    @Override
    public final long getLong(long offset) {
        return media.getLong(offset);
    }

    @Override
    public final long getLong(long offset, AccessMode mode) {
        return media.getLong(offset, mode);
    }

    @Override
    public final void getBytes(long offset, MemorySegment target, long targetOffset, long length) {
        media.getBytes(offset, target, targetOffset, length);
    }

    @Override
    public final void putByte(long offset, byte value) {
        media.putByte(offset, value);
    }

    @Override
    public final void putShort(long offset, short value) {
        media.putShort(offset, value);
    }

    @Override
    public final void putInt(long offset, int value) {
        media.putInt(offset, value);
    }

    @Override
    public final void putLong(long offset, long value) {
        media.putLong(offset, value);
    }

    @Override
    public final void putLong(long offset, long value, AccessMode mode) {
        media.putLong(offset, value, mode);
        if (mode == AccessMode.VOLATILE) {
            complete();
        }
    }

    @Override
    public final void putBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        media.putBytes(offset, source, sourceOffset, length);
    }

    @Override
    public final void fill(long offset, long length, byte value) {
        media.fill(offset, length, value);
    }

    @Override
    public final void ntPutLong(long offset, long value) {
        media.putAtom(offset, value);
        writeBack(offset, Pmem.ATOM);
    }

    @Override
    public final void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        media.putBytes(offset, source, sourceOffset, length);
        writeBackAtoms(offset, length);
    }

    @Override
    public final void ntFill(long offset, long length, byte value) {
        media.fill(offset, length, value);
        writeBackAtoms(offset, length);
    }

    @Override
    public final void directStore64(long offset, MemorySegment source, long sourceOffset) {
        media.putLine(offset, source, sourceOffset);
        writeBack(offset, Pmem.LINE);
    }

    @Override
    public final void flush(long offset, long length) {
        media.checkBounds(offset, length);
        writeBack(offset, length);
    }

    @Override
    public final void flush(long offset, long length, FlushKind kind) {
        media.checkBounds(offset, length);
        writeBack(offset, length);
    }

    @Override
    public final void fence() {
        complete();
    }

    @Override
    public final boolean compareAndSetLong(long offset, long expected, long value) {
        complete();
        return media.compareAndSetLong(offset, expected, value);
    }

    @Override
    public final boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode) {
        complete();
        return media.weakCompareAndSetLong(offset, expected, value, mode);
    }

    @Override
    public final long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode) {
        complete();
        return media.compareAndExchangeLong(offset, expected, value, mode);
    }

    @Override
    public final long getAndAddLong(long offset, long delta, AccessMode mode) {
        complete();
        return media.getAndAddLong(offset, delta, mode);
    }

    @Override
    public final long getAndSetLong(long offset, long value, AccessMode mode) {
        complete();
        return media.getAndSetLong(offset, value, mode);
    }

    @Override
    public void close() {
        media.close();
    }

    private void writeBackAtoms(long offset, long length) {
        long start = Pmem.ceil(offset, Pmem.ATOM);
        long end = Pmem.floor(offset + length, Pmem.ATOM);
        if (start < end) {
            writeBack(start, end - start);
        }
    }
}
