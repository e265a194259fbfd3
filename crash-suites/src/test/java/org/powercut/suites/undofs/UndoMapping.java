package org.powercut.suites.undofs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * A mapping. Each access looks for the block of its page, so that nothing has to be told to mappings; a store to a hole waits
 * until the file durably has the block, whatever the mode.
 */
final class UndoMapping implements DaxMapping {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Volume volume;
    private final PmemDevice device;
    private final FileData data;
    private final Inode inode;
    private final MapMode mode;
    private final long offset;
    private final long length;
    /** The pages that a private mapping has copied, by their number in the file. */
    private final Map<Long, MemorySegment> copies = new HashMap<>();

    private boolean closed;

    UndoMapping(Volume volume, FileData data, Inode inode, MapMode mode, long offset, long length) {
        this.volume = volume;
        this.device = volume.device;
        this.data = data;
        this.inode = inode;
        this.mode = mode;
        this.offset = offset;
        this.length = length;
        volume.acquire(inode);
    }

    @Override
    public MapMode mode() {
        return mode;
    }

    @Override
    public long length() {
        return length;
    }

    // loads

    @Override
    public byte getByte(long position) {
        return getBytes(position, 1)[0];
    }

    @Override
    public int getInt(long position) {
        return MemorySegment.ofArray(getBytes(position, Integer.BYTES)).get(INT, 0);
    }

    @Override
    public long getLong(long position) {
        return MemorySegment.ofArray(getBytes(position, Long.BYTES)).get(WORD, 0);
    }

    @Override
    public long getLong(long position, AccessMode access) {
        requireAligned(position);
        return locked(position, Long.BYTES, () -> {
            long page = page(position);
            long block = copies.containsKey(page) ? 0 : volume.map.find(inode, page);
            return block == 0 ? getLong(position) : device.getLong(block + position % Pmem.PAGE, access);
        });
    }

    @Override
    public void getBytes(long position, MemorySegment target, long targetOffset, long count) {
        run(position, count, () -> {
            for (long at = 0; at < count; ) {
                long part = Math.min(count - at, Pmem.PAGE - (position + at) % Pmem.PAGE);
                load(position + at, target.asSlice(targetOffset + at, part));
                at += part;
            }
        });
    }

    /** Loads bytes of one page. */
    private void load(long position, MemorySegment target) {
        long page = page(position);
        MemorySegment copy = copies.get(page);
        long block = volume.map.find(inode, page);
        if (copy != null) {
            target.copyFrom(copy.asSlice(position % Pmem.PAGE, target.byteSize()));
        } else if (block == 0) {
            target.fill((byte) 0);
        } else {
            try {
                device.getBytes(block + position % Pmem.PAGE, target, 0, target.byteSize());
            } catch (MediaErrorException e) {
                throw data.lost(inode, page, block, e);
            }
        }
    }

    // stores

    private interface Store {
        void at(long address);
    }

    /** Stores to one page: straight to the device, or into the page's copy. */
    private void store(long position, long count, Store direct, byte[] bytes) {
        run(position, count, () -> {
            if (mode == MapMode.SHARED_READ) {
                throw new DaxFileSystemException(Errno.EBADF, "the mapping is for reading; map it SHARED to store");
            }
            long page = page(position);
            if (mode == MapMode.PRIVATE) {
                MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy(page), position % Pmem.PAGE, bytes.length);
            } else {
                direct.at(data.fault(inode, page) + position % Pmem.PAGE);
            }
        });
    }

    private MemorySegment copy(long page) {
        MemorySegment copy = copies.get(page);
        if (copy == null) {
            copy = MemorySegment.ofArray(new byte[Pmem.PAGE]);
            load(page * Pmem.PAGE - offset, copy);
            copies.put(page, copy);
        }
        return copy;
    }

    @Override
    public void putByte(long position, byte value) {
        store(position, 1, address -> device.putByte(address, value), new byte[] {value});
    }

    @Override
    public void putInt(long position, int value) {
        byte[] bytes = new byte[Integer.BYTES];
        MemorySegment.ofArray(bytes).set(INT, 0, value);
        if (crossesPages(position, bytes.length)) {
            putBytes(position, bytes);
        } else {
            store(position, bytes.length, address -> device.putInt(address, value), bytes);
        }
    }

    @Override
    public void putLong(long position, long value) {
        byte[] bytes = bytes(value);
        if (crossesPages(position, bytes.length)) {
            putBytes(position, bytes);
        } else {
            store(position, bytes.length, address -> device.putLong(address, value), bytes);
        }
    }

    @Override
    public void putLong(long position, long value, AccessMode access) {
        requireAligned(position);
        store(position, Long.BYTES, address -> device.putLong(address, value, access), bytes(value));
    }

    @Override
    public void putBytes(long position, MemorySegment source, long sourceOffset, long count) {
        run(position, count, () -> {
            for (long at = 0; at < count; ) {
                long part = Math.min(count - at, Pmem.PAGE - (position + at) % Pmem.PAGE);
                MemorySegment bytes = source.asSlice(sourceOffset + at, part);
                store(
                        position + at,
                        part,
                        address -> device.putBytes(address, bytes, 0, part),
                        bytes.toArray(ValueLayout.JAVA_BYTE));
                at += part;
            }
        });
    }

    @Override
    public void ntPutLong(long position, long value) {
        requireAligned(position);
        store(position, Long.BYTES, address -> device.ntPutLong(address, value), bytes(value));
    }

    @Override
    public boolean compareAndSetLong(long position, long expected, long value) {
        requireAligned(position);
        boolean[] done = {getLong(position) == expected};
        if (mode != MapMode.PRIVATE || done[0]) {
            store(
                    position,
                    Long.BYTES,
                    address -> done[0] = device.compareAndSetLong(address, expected, value),
                    bytes(value));
        }
        return done[0];
    }

    // durability

    @Override
    public void flush(long position, long count) {
        run(position, count, () -> {
            for (long at = position; at < position + count; ) {
                long part = Math.min(position + count - at, Pmem.PAGE - at % Pmem.PAGE);
                long block = volume.map.find(inode, page(at));
                if (block != 0) {
                    device.flush(block + at % Pmem.PAGE, part);
                }
                at += part;
            }
        });
    }

    @Override
    public void fence() {
        device.fence();
    }

    @Override
    public void force(long position, long count) {
        run(position, count, () -> {
            if (count > 0) {
                volume.writeBack(
                        inode, volume.dirtyPages(inode).subSet(page(position), true, page(position + count - 1), true));
            }
            device.fence();
        });
    }

    @Override
    public void close() {
        synchronized (volume) {
            if (!closed && volume.isMounted()) {
                volume.release(inode);
            }
            closed = true;
        }
    }

    private void run(long position, long count, Runnable access) {
        locked(position, count, () -> {
            access.run();
            return mode;
        });
    }

    private <T> T locked(long position, long count, Supplier<T> access) {
        return volume.locked(() -> {
            if (closed) {
                throw new DaxFileSystemException(Errno.EBADF, "the mapping is closed");
            }
            Objects.checkFromIndexSize(position, count, length);
            if (count > 0 && page(position + count - 1) >= FileData.pages(inode.size())) {
                throw new PastEndOfFileException(
                        "inode " + inode.number() + ", byte " + (offset + position) + " of " + inode.size());
            }
            return access.get();
        });
    }

    private long page(long position) {
        return (offset + position) / Pmem.PAGE;
    }

    private static boolean crossesPages(long position, int count) {
        return position % Pmem.PAGE > Pmem.PAGE - count;
    }

    private static byte[] bytes(long value) {
        byte[] bytes = new byte[Long.BYTES];
        MemorySegment.ofArray(bytes).set(WORD, 0, value);
        return bytes;
    }

    private static void requireAligned(long position) {
        if (position % Pmem.ATOM != 0) {
            throw new IllegalArgumentException("position " + position + " is no multiple of 8");
        }
    }
}
