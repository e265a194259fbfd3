package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Digest;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/**
 * A device whose instructions also say which site issued them. Called without a site, as code that is not
 * instrumented does, an instruction counts as one of site 0.
 */
interface SitedDevice extends PmemDevice {

    byte getByte(long offset, int site);

    short getShort(long offset, int site);

    int getInt(long offset, int site);

    long getLong(long offset, int site);

    long getLong(long offset, AccessMode mode, int site);

    void getBytes(long offset, MemorySegment target, long targetOffset, long length, int site);

    long digest(long offset, MemorySegment buffer, Digest digest, int site);

    long getBytes(long offset, MemorySegment target, long targetOffset, long length, Digest digest, int site);

    void putByte(long offset, byte value, int site);

    void putShort(long offset, short value, int site);

    void putInt(long offset, int value, int site);

    void putLong(long offset, long value, int site);

    void putLong(long offset, long value, AccessMode mode, int site);

    void putBytes(long offset, MemorySegment source, long sourceOffset, long length, int site);

    void fill(long offset, long length, byte value, int site);

    void ntPutLong(long offset, long value, int site);

    void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length, int site);

    void ntFill(long offset, long length, byte value, int site);

    void directStore64(long offset, MemorySegment source, long sourceOffset, int site);

    void flush(long offset, long length, int site);

    void flush(long offset, long length, FlushKind kind, int site);

    void fence(int site);

    boolean compareAndSetLong(long offset, long expected, long value, int site);

    boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode, int site);

    long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode, int site);

    long getAndAddLong(long offset, long delta, AccessMode mode, int site);

    long getAndSetLong(long offset, long value, AccessMode mode, int site);

    @Override
    default byte getByte(long offset) {
        return getByte(offset, 0);
    }

    @Override
    default short getShort(long offset) {
        return getShort(offset, 0);
    }

    @Override
    default int getInt(long offset) {
        return getInt(offset, 0);
    }

    @Override
    default long getLong(long offset) {
        return getLong(offset, 0);
    }

    @Override
    default long getLong(long offset, AccessMode mode) {
        return getLong(offset, mode, 0);
    }

    @Override
    default void getBytes(long offset, MemorySegment target, long targetOffset, long length) {
        getBytes(offset, target, targetOffset, length, 0);
    }

    @Override
    default long digest(long offset, MemorySegment buffer, Digest digest) {
        return digest(offset, buffer, digest, 0);
    }

    @Override
    default long getBytes(long offset, MemorySegment target, long targetOffset, long length, Digest digest) {
        return getBytes(offset, target, targetOffset, length, digest, 0);
    }

    @Override
    default void putByte(long offset, byte value) {
        putByte(offset, value, 0);
    }

    @Override
    default void putShort(long offset, short value) {
        putShort(offset, value, 0);
    }

    @Override
    default void putInt(long offset, int value) {
        putInt(offset, value, 0);
    }

    @Override
    default void putLong(long offset, long value) {
        putLong(offset, value, 0);
    }

    @Override
    default void putLong(long offset, long value, AccessMode mode) {
        putLong(offset, value, mode, 0);
    }

    @Override
    default void putBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        putBytes(offset, source, sourceOffset, length, 0);
    }

    @Override
    default void fill(long offset, long length, byte value) {
        fill(offset, length, value, 0);
    }

    @Override
    default void ntPutLong(long offset, long value) {
        ntPutLong(offset, value, 0);
    }

    @Override
    default void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        ntPutBytes(offset, source, sourceOffset, length, 0);
    }

    @Override
    default void ntFill(long offset, long length, byte value) {
        ntFill(offset, length, value, 0);
    }

    @Override
    default void directStore64(long offset, MemorySegment source, long sourceOffset) {
        directStore64(offset, source, sourceOffset, 0);
    }

    @Override
    default void flush(long offset, long length) {
        flush(offset, length, 0);
    }

    @Override
    default void flush(long offset, long length, FlushKind kind) {
        flush(offset, length, kind, 0);
    }

    @Override
    default void fence() {
        fence(0);
    }

    @Override
    default boolean compareAndSetLong(long offset, long expected, long value) {
        return compareAndSetLong(offset, expected, value, 0);
    }

    @Override
    default boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode) {
        return weakCompareAndSetLong(offset, expected, value, mode, 0);
    }

    @Override
    default long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode) {
        return compareAndExchangeLong(offset, expected, value, mode, 0);
    }

    @Override
    default long getAndAddLong(long offset, long delta, AccessMode mode) {
        return getAndAddLong(offset, delta, mode, 0);
    }

    @Override
    default long getAndSetLong(long offset, long value, AccessMode mode) {
        return getAndSetLong(offset, value, mode, 0);
    }
}
