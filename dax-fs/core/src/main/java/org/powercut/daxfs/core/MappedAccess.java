package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The loads and stores of one mapping: each finds its page in the {@link PageTable} and goes straight to the device.
 * Where the page does not allow it, {@link MappedPages} handles the fault, and the access tries again. No access here
 * crosses a page; positions are in bytes from the start of the mapping.
 *
 * <p>Everything that moves a block, takes it away, or must know of later stores holds the inode's lock for writing. A
 * store excludes that while it lasts ({@link InodeLock#enter}). A short load from the device excludes nothing: it is
 * done, and counts only if nobody held the lock for writing meanwhile; else it is done again.
 */
final class MappedAccess {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ATOM =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final FileReader reader;
    private final PmemDevice device;
    private final Inode inode;
    private final InodeLock lock;
    private final long start;
    private final PageTable table;
    private final MappedPages pages;

    /** @param start the first byte of the file that is mapped; a multiple of the page size */
    MappedAccess(DaxFs fs, Inode inode, long start, PageTable table, MappedPages pages) {
        this.reader = fs.reader;
        this.device = fs.volume.media;
        this.inode = inode;
        this.lock = inode.lock;
        this.start = start;
        this.table = table;
        this.pages = pages;
    }

    // loads

    byte getByte(long position) {
        long stamp = lock.tryOptimisticRead();
        long block = table.block(index(position));
        if (stamp != 0 && block != 0) {
            try {
                byte value = device.getByte(address(position, block, Byte.BYTES));
                if (lock.validate(stamp)) {
                    return value;
                }
            } catch (MediaErrorException | PoisonedFileException e) {
                rethrowIfValid(stamp, position, block, e);
            }
        }
        return getByteLocked(position);
    }

    private byte getByteLocked(long position) {
        AccessMark mark = enter(position, false);
        long block = table.block(index(position));
        try {
            return block != 0
                    ? device.getByte(address(position, block, Byte.BYTES))
                    : copy(position).get(ValueLayout.JAVA_BYTE, FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, block, e);
        } finally {
            lock.leave(mark);
        }
    }

    int getInt(long position) {
        long stamp = lock.tryOptimisticRead();
        long block = table.block(index(position));
        if (stamp != 0 && block != 0) {
            try {
                int value = device.getInt(address(position, block, Integer.BYTES));
                if (lock.validate(stamp)) {
                    return value;
                }
            } catch (MediaErrorException | PoisonedFileException e) {
                rethrowIfValid(stamp, position, block, e);
            }
        }
        return getIntLocked(position);
    }

    private int getIntLocked(long position) {
        AccessMark mark = enter(position, false);
        long block = table.block(index(position));
        try {
            return block != 0
                    ? device.getInt(address(position, block, Integer.BYTES))
                    : copy(position).get(INT, FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, block, e);
        } finally {
            lock.leave(mark);
        }
    }

    long getLong(long position) {
        long stamp = lock.tryOptimisticRead();
        long block = table.block(index(position));
        if (stamp != 0 && block != 0) {
            try {
                long value = device.getLong(address(position, block, Long.BYTES));
                if (lock.validate(stamp)) {
                    return value;
                }
            } catch (MediaErrorException | PoisonedFileException e) {
                rethrowIfValid(stamp, position, block, e);
            }
        }
        return getLongLocked(position);
    }

    private long getLongLocked(long position) {
        AccessMark mark = enter(position, false);
        long block = table.block(index(position));
        try {
            return block != 0
                    ? device.getLong(address(position, block, Long.BYTES))
                    : copy(position).get(LONG, FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, block, e);
        } finally {
            lock.leave(mark);
        }
    }

    long getLong(long position, AccessMode access) {
        AccessMark mark = enter(position, false);
        long block = table.block(index(position));
        try {
            return block != 0
                    ? device.getLong(address(position, block, Long.BYTES), access)
                    : (long) ATOM.getVolatile(copy(position), (long) FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, block, e);
        } finally {
            lock.leave(mark);
        }
    }

    void getBytes(long position, MemorySegment target, long targetOffset, long length) {
        AccessMark mark = enter(position, false);
        long block = table.block(index(position));
        try {
            if (block != 0) {
                device.getBytes(address(position, block, length), target, targetOffset, length);
            } else {
                MemorySegment.copy(copy(position), FileSize.inPage(position), target, targetOffset, length);
            }
        } catch (MediaErrorException e) {
            throw poisoned(position, block, e);
        } finally {
            lock.leave(mark);
        }
    }

    // stores

    void putByte(long position, byte value) {
        AccessMark mark = enter(position, true);
        try {
            long block = table.block(index(position));
            if (block != 0) {
                device.putByte(address(position, block), value);
            } else {
                copy(position).set(ValueLayout.JAVA_BYTE, FileSize.inPage(position), value);
            }
        } finally {
            lock.leave(mark);
        }
    }

    void putInt(long position, int value) {
        AccessMark mark = enter(position, true);
        try {
            long block = table.block(index(position));
            if (block != 0) {
                device.putInt(address(position, block), value);
            } else {
                copy(position).set(INT, FileSize.inPage(position), value);
            }
        } finally {
            lock.leave(mark);
        }
    }

    void putLong(long position, long value) {
        AccessMark mark = enter(position, true);
        try {
            long block = table.block(index(position));
            if (block != 0) {
                device.putLong(address(position, block), value);
            } else {
                copy(position).set(LONG, FileSize.inPage(position), value);
            }
        } finally {
            lock.leave(mark);
        }
    }

    void putLong(long position, long value, AccessMode access) {
        AccessMark mark = enter(position, true);
        try {
            long block = table.block(index(position));
            if (block != 0) {
                device.putLong(address(position, block), value, access);
            } else {
                ATOM.setVolatile(copy(position), (long) FileSize.inPage(position), value);
            }
        } finally {
            lock.leave(mark);
        }
    }

    void ntPutLong(long position, long value) {
        AccessMark mark = enter(position, true);
        try {
            long block = table.block(index(position));
            if (block != 0) {
                device.ntPutLong(address(position, block), value);
            } else {
                copy(position).set(LONG, FileSize.inPage(position), value);
            }
        } finally {
            lock.leave(mark);
        }
    }

    void putBytes(long position, MemorySegment source, long sourceOffset, long length) {
        AccessMark mark = enter(position, true);
        try {
            long block = table.block(index(position));
            if (block != 0) {
                device.putBytes(address(position, block), source, sourceOffset, length);
            } else {
                MemorySegment.copy(source, sourceOffset, copy(position), FileSize.inPage(position), length);
            }
        } finally {
            lock.leave(mark);
        }
    }

    boolean compareAndSetLong(long position, long expected, long value) {
        AccessMark mark = enter(position, true);
        long block = table.block(index(position));
        try {
            return block != 0
                    ? device.compareAndSetLong(address(position, block, Long.BYTES), expected, value)
                    : ATOM.compareAndSet(copy(position), (long) FileSize.inPage(position), expected, value);
        } catch (MediaErrorException e) {
            throw poisoned(position, block, e);
        } finally {
            lock.leave(mark);
        }
    }

    /** Starts to write back the bytes of one page, if a block stands behind it. */
    void flush(long position, long length) {
        AccessMark mark = lock.enter();
        try {
            pages.requireUsable();
            long block = table.block(index(position));
            if (block != 0) {
                device.flush(address(position, block), length);
            }
        } finally {
            lock.leave(mark);
        }
    }

    // the page

    /** Begins an access with the page of {@code position} ready for a load or store. */
    private @Nullable AccessMark enter(long position, boolean store) {
        int index = index(position);
        while (true) {
            AccessMark mark = lock.enter();
            if (table.allows(index, store)) {
                return mark;
            }
            lock.leave(mark);
            pages.fault(index, store);
        }
    }

    /** The DRAM behind a page that is ready and has no block. */
    private MemorySegment copy(long position) {
        MemorySegment copy = table.copy(index(position));
        if (copy == null) {
            throw new IllegalStateException("page " + index(position) + " is neither on the device nor in DRAM");
        }
        return copy;
    }

    private static long address(long position, long block) {
        return block * Pmem.PAGE + FileSize.inPage(position);
    }

    /** Where to load from. Bytes that are known to be lost cannot be. */
    private long address(long position, long block, long length) {
        long address = address(position, block);
        reader.requireGood(inode, start + position, address, length);
        return address;
    }

    private PoisonedFileException poisoned(long position, long block, MediaErrorException hit) {
        return reader.poisoned(inode, start + position, address(position, block), hit);
    }

    /** A load met poison, which matters if it was the right place to load from. */
    private void rethrowIfValid(long stamp, long position, long block, RuntimeException e) {
        if (lock.validate(stamp)) {
            throw e instanceof MediaErrorException hit ? poisoned(position, block, hit) : (PoisonedFileException) e;
        }
    }

    private static int index(long position) {
        return (int) FileSize.page(position);
    }
}
