package org.powercut.daxfs;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file or directory (an open file description). Offsets and lengths are in bytes. Operations on a closed file
 * fail with EBADF.
 */
public interface DaxFile extends AutoCloseable {

    /** The attributes of the file, as they are now. */
    Stat stat();

    /** The size in bytes. */
    default long size() {
        return stat().size();
    }

    /**
     * Reads at most {@code target.byteSize()} bytes from {@code offset} on. A file system that checks what it reads does so as it
     * loads it ({@link org.powercut.pmem.PmemDevice#getBytes(long, MemorySegment, long, long, org.powercut.pmem.Digest)}), and does
     * not look at {@code target} afterwards: a crash test that compares contents without looking at them has put no bytes there
     * that may be relied on.
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

    /** As {@link #write(long, MemorySegment)}. */
    default void write(long offset, byte[] source) {
        write(offset, MemorySegment.ofArray(source));
    }

    /** Writes at the end of the file, atomically with finding the end. Returns the offset of the first byte. */
    long append(MemorySegment source);

    /** As {@link #append(MemorySegment)}. */
    default long append(byte[] source) {
        return append(MemorySegment.ofArray(source));
    }

    /** Reads into several targets, one after the other, as one read. */
    default long read(long offset, List<MemorySegment> targets) {
        throw new NotSupportedException("vectored reads");
    }

    /** Writes several sources, one after the other, as one write. Returns how many bytes. */
    default long write(long offset, List<MemorySegment> sources) {
        throw new NotSupportedException("vectored writes");
    }

    /**
     * Cuts the file to {@code size} bytes, or extends it with a hole.
     *
     * @throws DaxFileSystemException EINVAL if {@code size} is negative, EFBIG past the largest file, EBUSY under a pin if
     *     the mount says so
     */
    void truncate(long size);

    /**
     * Manipulates the blocks of a range (fallocate(2)). All or nothing.
     *
     * @throws DaxFileSystemException EINVAL for a range that the mode cannot have, EFBIG past the largest file
     */
    default void allocate(FallocateMode mode, long offset, long length) {
        throw new NotSupportedException("fallocate");
    }

    /**
     * The first byte from {@code offset} on that is data (SEEK_DATA).
     *
     * @throws DaxFileSystemException ENXIO if there is none
     */
    default long seekData(long offset) {
        throw new NotSupportedException("seeking for data");
    }

    /**
     * The first byte from {@code offset} on that is in a hole (SEEK_HOLE); the end of the file counts as one.
     *
     * @throws DaxFileSystemException ENXIO if {@code offset} is at the end or past it
     */
    default long seekHole(long offset) {
        throw new NotSupportedException("seeking for holes");
    }

    // sharing

    /**
     * Makes a range of this file share the blocks of {@code source} (FICLONERANGE); atomic against concurrent writes.
     * Later writes and stores to either stay private to it.
     *
     * @param length bytes; 0 for all up to the end of {@code source}
     * @throws DaxFileSystemException EINVAL if offsets or length are no multiples of 4096, unless the range ends at the
     *     end of {@code source}; EXDEV if it is of another file system
     */
    default void cloneRange(DaxFile source, long sourceOffset, long offset, long length) {
        throw new NotSupportedException("reflink");
    }

    /** Makes this file have the whole content of {@code source}, sharing its blocks (FICLONE). */
    default void cloneFile(DaxFile source) {
        throw new NotSupportedException("reflink");
    }

    /**
     * Shares the blocks of {@code source} if the two ranges hold the same bytes (FIDEDUPERANGE).
     *
     * @return whether they do
     */
    default boolean dedupeRange(DaxFile source, long sourceOffset, long offset, long length) {
        throw new NotSupportedException("reflink");
    }

    // attributes

    /** Changes the permission bits (fchmod(2)). */
    default void chmod(int mode) {
        throw new NotSupportedException("changing attributes of open files");
    }

    /** Changes owner and group (fchown(2)). */
    default void chown(int uid, int gid) {
        throw new NotSupportedException("changing attributes of open files");
    }

    /** Sets the times, in ns since the epoch. */
    default void setTimes(long atime, long mtime) {
        throw new NotSupportedException("changing attributes of open files");
    }

    /** The extended attributes of the file. */
    default ExtendedAttributes xattrs() {
        throw new NotSupportedException("extended attributes");
    }

    // locks

    /**
     * Takes an advisory lock if nobody else holds a conflicting one.
     *
     * @param length bytes; 0 for all up to any end
     * @return the lock, or null
     */
    default @Nullable RangeLock tryLock(long offset, long length, boolean shared) {
        throw new NotSupportedException("advisory locks");
    }

    /** Takes an advisory lock; waits for it. */
    default RangeLock lock(long offset, long length, boolean shared) throws InterruptedException {
        throw new NotSupportedException("advisory locks");
    }

    // durability

    /** Makes data and attributes durable, and the stores of every mapping of the file (fsync(2)). */
    void fsync();

    /** Makes data durable and the attributes that are needed to read it back (fdatasync(2)). */
    void fdatasync();

    /**
     * Makes overwritten data of a range durable (sync_file_range(2)): neither metadata, nor data in blocks that are new.
     * Weaker than fdatasync on purpose.
     */
    default void syncRange(long offset, long length) {
        fdatasync();
    }

    // mappings

    /**
     * Maps {@code [offset, offset + length)}; {@code offset} is a multiple of 4096. The mapping outlives this file.
     *
     * @throws NotSupportedException for {@link MapMode#SHARED_SYNC} on a file or device that cannot keep its promise
     */
    DaxMapping map(MapMode mode, long offset, long length);

    /** As {@link #map(MapMode, long, long)}, with the flags of mmap(2). */
    default DaxMapping map(MapMode mode, long offset, long length, Set<MapFlag> flags) {
        throw new NotSupportedException("flags of mappings");
    }

    /** Closes. Idempotent. */
    @Override
    void close();
}
