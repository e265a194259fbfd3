package org.powercut.daxfs.core;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.BadRanges;
import org.powercut.pmem.Durability;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * A device that starts from the same image again and again, for the price of the pages that were stored to; that can be
 * cut short; and that ends who loads and stores without end by a {@link Runaway}. For one thread.
 */
final class FuzzDevice implements PmemDevice {

    /** More instructions than an image of this size can be worth. An error, so that nothing takes it for a media error. */
    static final class Runaway extends Error {
        private static final long serialVersionUID = 1;

        Runaway(long work) {
            super("gave up after " + work + " instructions and lines");
        }
    }

    private final byte[] pristine;
    private final MediaState pristineErrors;
    private final boolean[] stored;
    private final BadRanges errors;
    private final MemorySegment all;
    private MemorySegment bytes;
    private long work;
    private long mostWork = Long.MAX_VALUE;

    /** The bytes; who changes them says so by {@link #touch}. */
    final byte[] memory;

    FuzzDevice(byte[] pristine, MediaState pristineErrors) {
        this.pristine = pristine;
        this.pristineErrors = pristineErrors;
        memory = pristine.clone();
        stored = new boolean[pristine.length / Pmem.PAGE];
        all = bytes = MemorySegment.ofArray(memory);
        errors = new BadRanges(pristine.length, range -> {
            touch(range.offset(), range.length());
            Arrays.fill(memory, (int) range.offset(), (int) range.end(), (byte) 0);
        });
        errors.restore(pristineErrors);
    }

    /** Makes the device what it was at first, and allows so much work from here on. */
    void reset(long newMostWork) {
        for (int page = 0; page < stored.length; page++) {
            if (stored[page]) {
                System.arraycopy(pristine, page * Pmem.PAGE, memory, page * Pmem.PAGE, Pmem.PAGE);
                stored[page] = false;
            }
        }
        errors.restore(pristineErrors);
        bytes = all;
        work = 0;
        mostWork = newMostWork;
    }

    /** The device ends here from now on. */
    void truncate(long pages) {
        bytes = all.asSlice(0, pages * Pmem.PAGE);
    }

    /** How many instructions there were, and lines that they moved. */
    long work() {
        return work;
    }

    /** Notes that bytes of {@link #memory} change. */
    void touch(long offset, long length) {
        for (long page = offset / Pmem.PAGE; page * Pmem.PAGE < offset + length; page++) {
            stored[(int) page] = true;
        }
    }

    private void work(long length) {
        work += 1 + length / Pmem.LINE;
        if (work > mostWork) {
            throw new Runaway(work);
        }
    }

    private void load(long offset, long length) {
        work(length);
        Objects.checkFromIndexSize(offset, length, bytes.byteSize());
        if (!errors.isEmpty() && errors.isPoisoned(offset, length)) {
            long sector = Pmem.floor(offset, Pmem.SECTOR);
            while (!errors.isPoisoned(sector, Pmem.SECTOR)) {
                sector += Pmem.SECTOR;
            }
            errors.list(sector, Pmem.SECTOR);
            throw new MediaErrorException(new MediaRange(sector, Pmem.SECTOR));
        }
    }

    private void store(long offset, long length) {
        work(length);
        Objects.checkFromIndexSize(offset, length, bytes.byteSize());
        touch(offset, length);
    }

    private static void requireAligned(long offset, int unit) {
        if (offset % unit != 0) {
            throw new IllegalArgumentException("offset " + offset + " is no multiple of " + unit);
        }
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public Durability durability() {
        return Durability.VOLATILE;
    }

    @Override
    public MediaErrors mediaErrors() {
        return errors;
    }

    @Override
    public byte getByte(long offset) {
        load(offset, 1);
        return bytes.get(JAVA_BYTE, offset);
    }

    @Override
    public short getShort(long offset) {
        load(offset, 2);
        return bytes.get(JAVA_SHORT_UNALIGNED, offset);
    }

    @Override
    public int getInt(long offset) {
        load(offset, 4);
        return bytes.get(JAVA_INT_UNALIGNED, offset);
    }

    @Override
    public long getLong(long offset) {
        load(offset, 8);
        return bytes.get(JAVA_LONG_UNALIGNED, offset);
    }

    @Override
    public long getLong(long offset, AccessMode mode) {
        requireAligned(offset, Pmem.ATOM);
        return getLong(offset);
    }

    @Override
    public void getBytes(long offset, MemorySegment target, long targetOffset, long length) {
        load(offset, length);
        MemorySegment.copy(bytes, offset, target, targetOffset, length);
    }

    @Override
    public void putByte(long offset, byte value) {
        store(offset, 1);
        bytes.set(JAVA_BYTE, offset, value);
    }

    @Override
    public void putShort(long offset, short value) {
        store(offset, 2);
        bytes.set(JAVA_SHORT_UNALIGNED, offset, value);
    }

    @Override
    public void putInt(long offset, int value) {
        store(offset, 4);
        bytes.set(JAVA_INT_UNALIGNED, offset, value);
    }

    @Override
    public void putLong(long offset, long value) {
        store(offset, 8);
        bytes.set(JAVA_LONG_UNALIGNED, offset, value);
    }

    @Override
    public void putLong(long offset, long value, AccessMode mode) {
        ntPutLong(offset, value);
    }

    @Override
    public void putBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        store(offset, length);
        MemorySegment.copy(source, sourceOffset, bytes, offset, length);
    }

    @Override
    public void fill(long offset, long length, byte value) {
        store(offset, length);
        bytes.asSlice(offset, length).fill(value);
    }

    @Override
    public void ntPutLong(long offset, long value) {
        requireAligned(offset, Pmem.ATOM);
        putLong(offset, value);
    }

    @Override
    public void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length) {
        putBytes(offset, source, sourceOffset, length);
    }

    @Override
    public void ntFill(long offset, long length, byte value) {
        fill(offset, length, value);
    }

    @Override
    public void directStore64(long offset, MemorySegment source, long sourceOffset) {
        requireAligned(offset, Pmem.LINE);
        putBytes(offset, source, sourceOffset, Pmem.LINE);
    }

    @Override
    public void flush(long offset, long length) {
        work(0);
        Objects.checkFromIndexSize(offset, length, bytes.byteSize());
    }

    @Override
    public void flush(long offset, long length, FlushKind kind) {
        flush(offset, length);
    }

    @Override
    public void fence() {
        work(0);
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return compareAndExchangeLong(offset, expected, value, AccessMode.VOLATILE) == expected;
    }

    @Override
    public boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode) {
        return compareAndSetLong(offset, expected, value);
    }

    @Override
    public long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode) {
        long found = getLong(offset, mode);
        if (found == expected) {
            putLong(offset, value);
        }
        return found;
    }

    @Override
    public long getAndAddLong(long offset, long delta, AccessMode mode) {
        return getAndSetLong(offset, getLong(offset) + delta, mode);
    }

    @Override
    public long getAndSetLong(long offset, long value, AccessMode mode) {
        long found = getLong(offset, mode);
        putLong(offset, value);
        return found;
    }

    @Override
    public void close() {
        // an array has nothing to give back
    }
}
