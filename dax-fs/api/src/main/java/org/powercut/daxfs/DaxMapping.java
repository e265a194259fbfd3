package org.powercut.daxfs;

import java.lang.foreign.MemorySegment;
import org.powercut.pmem.AccessMode;

/**
 * A mapping of a file: loads and stores go straight to the device. A software MMU keeps for each 4096-byte page whether
 * it is absent, readable or writable, and calls the file system on a fault.
 *
 * <p>Positions are in bytes from the start of the mapping. An access outside the mapping throws {@link
 * IndexOutOfBoundsException}; one at a page wholly past the end of the file throws {@link PastEndOfFileException}, the
 * SIGBUS of mmap(2); one at poisoned media throws {@link FileMediaErrorException}; any access after {@link #close()}
 * EBADF. Stores to a mapping made for reading fail with EBADF.
 */
public interface DaxMapping extends AutoCloseable {

    MapMode mode();

    /** Length in bytes. */
    long length();

    byte getByte(long position);

    int getInt(long position);

    long getLong(long position);

    /** Loads 8 aligned bytes in {@code mode}. */
    long getLong(long position, AccessMode mode);

    void getBytes(long position, MemorySegment target, long targetOffset, long length);

    void putByte(long position, byte value);

    void putInt(long position, int value);

    void putLong(long position, long value);

    /** Stores 8 aligned bytes in {@code mode}. */
    void putLong(long position, long value, AccessMode mode);

    void putBytes(long position, MemorySegment source, long sourceOffset, long length);

    default void putBytes(long position, byte[] source) {
        putBytes(position, MemorySegment.ofArray(source), 0, source.length);
    }

    default byte[] getBytes(long position, int length) {
        byte[] bytes = new byte[length];
        getBytes(position, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }

    /** Non-temporal store of 8 aligned bytes. */
    void ntPutLong(long position, long value);

    boolean compareAndSetLong(long position, long expected, long value);

    /** Starts to write back the lines of the range (clwb), as user space does under MAP_SYNC. No system call. */
    void flush(long position, long length);

    /** Store fence. With {@link #flush} it makes stores durable under {@link MapMode#SHARED_SYNC}, and only there. */
    void fence();

    /** msync(2) with MS_SYNC: makes the range durable, metadata included, whatever the mode. */
    void force(long position, long length);

    /** Unmaps. Stores not yet durable stay known to the file's next fsync. Idempotent. */
    @Override
    void close();
}
