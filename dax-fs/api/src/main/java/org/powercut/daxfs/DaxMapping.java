package org.powercut.daxfs;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    /** What the mapping promises; {@link #advise} can change it. */
    MapMode mode();

    /** Length in bytes. */
    long length();

    /** Loads a byte. */
    byte getByte(long position);

    /** Loads 4 bytes, aligned or not. */
    int getInt(long position);

    /** Loads 8 bytes, aligned or not. */
    long getLong(long position);

    /** Loads 8 aligned bytes in {@code mode}. */
    long getLong(long position, AccessMode mode);

    /** Loads {@code length} bytes into {@code target} from {@code targetOffset} on. */
    void getBytes(long position, MemorySegment target, long targetOffset, long length);

    /** Stores a byte. */
    void putByte(long position, byte value);

    /** Stores 4 bytes; across an 8-byte boundary they can tear. */
    void putInt(long position, int value);

    /** Stores 8 bytes; if they are not aligned, they can tear. */
    void putLong(long position, long value);

    /** Stores 8 aligned bytes in {@code mode}. */
    void putLong(long position, long value, AccessMode mode);

    /** Stores {@code length} bytes of {@code source} from {@code sourceOffset} on; tears at aligned 8-byte words. */
    void putBytes(long position, MemorySegment source, long sourceOffset, long length);

    /** As {@link #putBytes(long, MemorySegment, long, long)}, of all of {@code source}. */
    default void putBytes(long position, byte[] source) {
        putBytes(position, MemorySegment.ofArray(source), 0, source.length);
    }

    /** The {@code length} bytes from {@code position} on. */
    default byte[] getBytes(long position, int length) {
        byte[] bytes = new byte[length];
        getBytes(position, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }

    /** Non-temporal store of 8 aligned bytes. */
    void ntPutLong(long position, long value);

    /** Sets 8 aligned bytes to {@code value} if they are {@code expected}, atomically. Returns whether they were. */
    boolean compareAndSetLong(long position, long expected, long value);

    /** Starts to write back the lines of the range (clwb), as user space does under MAP_SYNC. No system call. */
    void flush(long position, long length);

    /** Store fence. With {@link #flush} it makes stores durable under {@link MapMode#SHARED_SYNC}, and only there. */
    void fence();

    /** msync(2) with MS_SYNC: makes the range durable, metadata included, whatever the mode. */
    void force(long position, long length);

    /**
     * Changes what the mapping promises.
     *
     * @throws NotSupportedException if the file or the device cannot keep that promise; the mapping is as before
     */
    default void advise(MapAdvice advice) {
        throw new NotSupportedException("advice");
    }

    /**
     * Keeps the pages of a range where they are, as a device that does DMA needs it (gup, FOLL_LONGTERM): what would take
     * their blocks away waits or fails with EBUSY, as {@link PinPolicy} says. Holes get blocks.
     */
    default Pin pin(long position, long length) {
        throw new NotSupportedException("pins");
    }

    /** Lets user code supply the pages that are holes. Null takes the hook away. */
    default void onMissingPage(@Nullable FaultHook hook) {
        throw new NotSupportedException("fault hooks");
    }

    /** Is told each media error that an access through any mapping or a scrub finds in the mapped range. */
    default void onMediaError(Consumer<FileMediaError> listener) {
        throw new NotSupportedException("notification of media errors");
    }

    /**
     * The mapped bytes as a segment, for code that cannot go through this interface: loads and stores are those of the
     * machine. The range gets one run of blocks (2 MiB aligned if it is as long), and is pinned and counted as dirty
     * until the mapping is closed; past that, an access fails. Poison surfaces as the JVM's error.
     *
     * @throws NotSupportedException if the device has no memory to show, or the range has no run of blocks
     */
    default MemorySegment segment() {
        throw new NotSupportedException("mapped segments");
    }

    /** What the software MMU has done so far. */
    default FaultCounts faults() {
        throw new NotSupportedException("counting faults");
    }

    /** Pages that stay where they are. */
    interface Pin extends AutoCloseable {
        /** Unpins. Idempotent. */
        @Override
        void close();
    }

    /** Unmaps. Stores not yet durable stay known to the file's next fsync. Idempotent. */
    @Override
    void close();
}
