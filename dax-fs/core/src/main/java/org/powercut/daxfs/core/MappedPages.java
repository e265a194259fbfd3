package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The software MMU of one mapping. Each access takes the inode's lock for reading, finds its page in the {@link
 * PageTable} and goes straight to the device; where the page does not allow it, a fault takes the lock for writing and
 * asks the file system. No access here crosses a page; positions are in bytes from the start of the mapping.
 */
final class MappedPages {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ATOM =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final MemorySegment ZERO_PAGE =
            MemorySegment.ofArray(new long[Pmem.PAGE / Long.BYTES]).asReadOnly();

    private final DaxFs fs;
    private final Volume volume;
    private final PmemDevice device;
    private final Inode inode;
    private final MapMode mode;
    private final long start;
    private final PageTable table;
    private boolean closed;

    /** @param start the first byte of the file that is mapped; a multiple of the page size */
    MappedPages(DaxFs fs, Inode inode, MapMode mode, long start, PageTable table) {
        this.fs = fs;
        this.volume = fs.volume;
        this.device = volume.device;
        this.inode = inode;
        this.mode = mode;
        this.start = start;
        this.table = table;
    }

    // loads

    byte getByte(long position) {
        long stamp = lock(position, false);
        try {
            MemorySegment copy = copy(position);
            return copy == null
                    ? device.getByte(address(position, Byte.BYTES))
                    : copy.get(ValueLayout.JAVA_BYTE, FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, e);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    int getInt(long position) {
        long stamp = lock(position, false);
        try {
            MemorySegment copy = copy(position);
            return copy == null
                    ? device.getInt(address(position, Integer.BYTES))
                    : copy.get(INT, FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, e);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    long getLong(long position) {
        long stamp = lock(position, false);
        try {
            MemorySegment copy = copy(position);
            return copy == null
                    ? device.getLong(address(position, Long.BYTES))
                    : copy.get(LONG, FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, e);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    long getLong(long position, AccessMode access) {
        long stamp = lock(position, false);
        try {
            MemorySegment copy = copy(position);
            return copy == null
                    ? device.getLong(address(position, Long.BYTES), access)
                    : (long) ATOM.getVolatile(copy, (long) FileSize.inPage(position));
        } catch (MediaErrorException e) {
            throw poisoned(position, e);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    void getBytes(long position, MemorySegment target, long targetOffset, long length) {
        long stamp = lock(position, false);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.getBytes(address(position, length), target, targetOffset, length);
            } else {
                MemorySegment.copy(copy, FileSize.inPage(position), target, targetOffset, length);
            }
        } catch (MediaErrorException e) {
            throw poisoned(position, e);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    // stores

    void putByte(long position, byte value) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.putByte(address(position), value);
            } else {
                copy.set(ValueLayout.JAVA_BYTE, FileSize.inPage(position), value);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    void putInt(long position, int value) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.putInt(address(position), value);
            } else {
                copy.set(INT, FileSize.inPage(position), value);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    void putLong(long position, long value) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.putLong(address(position), value);
            } else {
                copy.set(LONG, FileSize.inPage(position), value);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    void putLong(long position, long value, AccessMode access) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.putLong(address(position), value, access);
            } else {
                ATOM.setVolatile(copy, (long) FileSize.inPage(position), value);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    void ntPutLong(long position, long value) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.ntPutLong(address(position), value);
            } else {
                copy.set(LONG, FileSize.inPage(position), value);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    void putBytes(long position, MemorySegment source, long sourceOffset, long length) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            if (copy == null) {
                device.putBytes(address(position), source, sourceOffset, length);
            } else {
                MemorySegment.copy(source, sourceOffset, copy, FileSize.inPage(position), length);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    boolean compareAndSetLong(long position, long expected, long value) {
        long stamp = lock(position, true);
        try {
            MemorySegment copy = copy(position);
            return copy == null
                    ? device.compareAndSetLong(address(position, Long.BYTES), expected, value)
                    : ATOM.compareAndSet(copy, (long) FileSize.inPage(position), expected, value);
        } catch (MediaErrorException e) {
            throw poisoned(position, e);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    /** Starts to write back the bytes of one page, if a block stands behind it. */
    void flush(long position, long length) {
        long stamp = inode.lock.readLock();
        try {
            requireUsable();
            if (table.block(index(position)) != 0) {
                device.flush(address(position), length);
            }
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    // life

    /** Unmaps; false if that was done before. */
    boolean close() {
        long stamp = inode.lock.writeLock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            table.dropAll();
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                mappings.remove(table);
            }
            return true;
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    void requireUsable() {
        if (closed) {
            throw new DaxFileSystemException(Errno.EBADF, "the mapping is closed");
        }
        volume.requireMounted();
    }

    // the MMU

    /** Takes the inode's lock for reading with the page of {@code position} ready for a load or store. */
    private long lock(long position, boolean store) {
        int index = index(position);
        while (true) {
            long stamp = inode.lock.readLock();
            if (table.allows(index, store)) {
                return stamp;
            }
            inode.lock.unlockRead(stamp);
            fault(index, store);
        }
    }

    private @Nullable MemorySegment copy(long position) {
        return table.copy(index(position));
    }

    private long address(long position) {
        return table.block(index(position)) * Pmem.PAGE + FileSize.inPage(position);
    }

    /** Where to load from. Bytes that are known to be lost cannot be. */
    private long address(long position, long length) {
        long address = address(position);
        fs.reader.requireGood(inode, start + position, address, length);
        return address;
    }

    private PoisonedFileException poisoned(long position, MediaErrorException hit) {
        return fs.reader.poisoned(inode, start + position, address(position), hit);
    }

    private static int index(long position) {
        return (int) FileSize.page(position);
    }

    private void fault(int index, boolean store) {
        boolean changes = store && mode != MapMode.PRIVATE;
        if (changes) {
            volume.gate.enter();
        }
        try {
            faultInside(index, store);
        } finally {
            if (changes) {
                volume.gate.exit();
            }
        }
    }

    private void faultInside(int index, boolean store) {
        long stamp = inode.lock.writeLock();
        try {
            requireUsable();
            long page = table.filePage(index);
            if (page << FileSize.PAGE_SHIFT >= inode.size) {
                throw new PastEndOfFileException("inode %d, offset %d; the file has %d bytes"
                        .formatted(inode.ino, page << FileSize.PAGE_SHIFT, inode.size));
            }
            if (!store) {
                mapForLoads(index, page);
            } else if (mode == MapMode.PRIVATE) {
                mapPrivateCopy(index, page);
            } else {
                mapForStores(index, page);
            }
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private void mapForLoads(int index, long page) {
        long word = inode.pages.word(page);
        if (word == PageWord.HOLE) {
            table.mapCopy(index, ZERO_PAGE, false);
        } else if (!isLastAndPartial(page)) {
            table.mapBlock(index, PageWord.block(word), false);
        } else if (volume.isReadOnly() || volume.mustCopy(word) || !volume.gate.tryEnter()) {
            table.mapCopy(index, readPage(page).asReadOnly(), false);
        } else {
            try {
                zeroTail(page, PageWord.block(word));
            } finally {
                volume.gate.exit();
            }
            table.mapBlock(index, PageWord.block(word), false);
        }
    }

    private void mapPrivateCopy(int index, long page) {
        table.mapCopy(index, readPage(page), true);
    }

    /** A shared page that can be stored to lies in the file durably, and is known to be dirty from here on. */
    private void mapForStores(int index, long page) {
        volume.requireWritable();
        Transaction transaction = new Transaction(volume);
        long block = inode.pages.get(page);
        Mappings mappings = fs.mappingsOf(inode);
        if (block == 0) {
            block = fs.writer.allocatePage(inode, page, transaction);
            mappings.invalidate(page, page + 1);
            LogCompactor.compactIfLong(inode, transaction);
        } else {
            zeroTail(page, block);
            mappings.dropCopies(page, page + 1);
            inode.mtime = inode.ctime = volume.now();
        }
        mappings.markDirty(page);
        volume.markDirty(inode);
        table.mapBlock(index, block, true);
    }

    private boolean isLastAndPartial(long page) {
        return page == FileSize.page(inode.size) && FileSize.inPage(inode.size) != 0;
    }

    private void zeroTail(long page, long block) {
        if (isLastAndPartial(page)) {
            fs.writer.zeroTail(inode, block, new PageBuffer());
        }
    }

    /** A copy of a page of the file, zero past the end. */
    private MemorySegment readPage(long page) {
        MemorySegment copy = MemorySegment.ofArray(new long[Pmem.PAGE / Long.BYTES]);
        fs.reader.read(inode, page << FileSize.PAGE_SHIFT, copy);
        return copy;
    }
}
