package org.powercut.daxfs;

import java.lang.foreign.MemorySegment;

/**
 * An open file or directory (an open file description). Offsets and lengths are in bytes. Operations on a closed file
 * fail with EBADF.
 */
public interface DaxFile extends AutoCloseable {

    Stat stat();

    default long size() {
        return stat().size();
    }

    /**
     * Reads at most {@code target.byteSize()} bytes from {@code offset} on.
     *
     * @return how many bytes were read; fewer than asked only at the end of the file; 0 at or past it
     * @throws FileMediaErrorException if the range touches poisoned media; nothing of {@code target} is promised then
     */
    long read(long offset, MemorySegment target);

    /** Reads exactly the bytes {@code [offset, offset + length)}, or fewer at the end of the file. */
    default byte[] read(long offset, int length) {
        byte[] bytes = new byte[length];
        int read = (int) read(offset, MemorySegment.ofArray(bytes));
        return read == length ? bytes : java.util.Arrays.copyOf(bytes, read);
    }

    /**
     * Writes all of {@code source} at {@code offset}, and extends the file if needed. Atomic for copy-on-write files.
     *
     * @throws NoSpaceException if there is no room; the file is as before
     */
    void write(long offset, MemorySegment source);

    default void write(long offset, byte[] source) {
        write(offset, MemorySegment.ofArray(source));
    }

    /** Writes at the end of the file, atomically with finding the end. Returns the offset of the first byte. */
    long append(MemorySegment source);

    default long append(byte[] source) {
        return append(MemorySegment.ofArray(source));
    }

    void truncate(long size);

    /** Makes data and attributes durable, and the stores of every mapping of the file (fsync(2)). */
    void fsync();

    /** Makes data durable and the attributes that are needed to read it back (fdatasync(2)). */
    void fdatasync();

    /**
     * Maps {@code [offset, offset + length)}; {@code offset} is a multiple of 4096. The mapping outlives this file.
     *
     * @throws NotSupportedException for {@link MapMode#SHARED_SYNC} on a file or device that cannot keep its promise
     */
    DaxMapping map(MapMode mode, long offset, long length);

    /** Closes. Idempotent. */
    @Override
    void close();
}
