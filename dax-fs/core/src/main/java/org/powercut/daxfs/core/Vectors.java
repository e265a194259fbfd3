package org.powercut.daxfs.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.NoSpaceException;

/** Reads into several places, and writes from several. */
final class Vectors {
    private Vectors() {}

    /** Fills one target after the other, up to the end of the file. The caller holds the inode's lock. */
    static long read(FileReader reader, Inode inode, long offset, List<MemorySegment> targets) {
        long done = 0;
        for (MemorySegment target : targets) {
            long read = reader.read(inode, offset + done, target);
            done += read;
            if (read < target.byteSize()) {
                break;
            }
        }
        return done;
    }

    /**
     * How many bytes all sources have, which no memory is to be taken for if they cannot be written.
     *
     * @param start where in the file they go, or 0 if that is not known yet
     * @param room bytes of the device
     * @throws DaxFileSystemException EINVAL if no long holds that many, EFBIG if no file does
     * @throws NoSpaceException if the device does not
     */
    static long length(List<MemorySegment> sources, long start, long room) {
        long length = 0;
        for (MemorySegment source : sources) {
            if (source.byteSize() > Long.MAX_VALUE - length) {
                throw new DaxFileSystemException(
                        Errno.EINVAL, sources.size() + " sources have more than " + Long.MAX_VALUE + " bytes in all");
            }
            length += source.byteSize();
        }
        if (length > FileSize.MAX - start) {
            throw OpenFile.tooBig(length, start);
        }
        if (length > room) {
            throw new NoSpaceException("a write of " + length + " bytes; the whole device has " + room);
        }
        return length;
    }

    /** Copies all sources into one of {@code length} bytes, so that they can be written as one. */
    static MemorySegment gather(List<MemorySegment> sources, long length, Arena arena) {
        MemorySegment gathered = arena.allocate(length);
        long done = 0;
        for (MemorySegment source : sources) {
            MemorySegment.copy(source, 0, gathered, done, source.byteSize());
            done += source.byteSize();
        }
        return gathered;
    }
}
