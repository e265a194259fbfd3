package org.powercut.daxfs.nio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.Pmem;

/**
 * Maps a file for code that knows {@link java.nio.channels.FileChannel#map}: straight to the device's memory. The file
 * becomes one run of blocks in the mapped range, which stay where they are until the mapping ends: with its arena, or when
 * no buffer refers to it any more.
 */
final class MappedFile {
    private final DaxFile file;
    private final String path;

    MappedFile(DaxFile file, String path) {
        this.file = file;
        this.path = path;
    }

    MappedByteBuffer buffer(MapMode mode, long from, long size) throws IOException {
        return (MappedByteBuffer) segment(mode, from, size, Arena.ofAuto()).asByteBuffer();
    }

    /**
     * @throws UnsupportedOperationException for an unknown mode, or a device without memory that can be shown
     * @throws IOException "map with mode MAP_SYNC unsupported" if the file or device cannot keep that promise
     */
    MemorySegment segment(MapMode mode, long from, long size, Arena arena) throws IOException {
        org.powercut.daxfs.MapMode kind = kind(mode);
        if (size == 0) {
            return arena.allocate(0);
        }
        long start = Pmem.floor(from, Pmem.PAGE);
        try {
            if (kind == org.powercut.daxfs.MapMode.PRIVATE) {
                return copy(from, size, arena);
            }
            DaxMapping mapping = map(kind, start, from - start + size);
            return show(mapping, from - start, size, arena);
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        }
    }

    private static org.powercut.daxfs.MapMode kind(MapMode mode) {
        if (mode == MapMode.READ_ONLY) {
            return org.powercut.daxfs.MapMode.SHARED_READ;
        }
        if (mode == MapMode.READ_WRITE) {
            return org.powercut.daxfs.MapMode.SHARED;
        }
        if (mode == MapMode.PRIVATE) {
            return org.powercut.daxfs.MapMode.PRIVATE;
        }
        if (mode.toString().equals("READ_WRITE_SYNC")) {
            return org.powercut.daxfs.MapMode.SHARED_SYNC;
        }
        throw new UnsupportedOperationException(mode + "; there are READ_ONLY, READ_WRITE, PRIVATE, READ_WRITE_SYNC");
    }

    private DaxMapping map(org.powercut.daxfs.MapMode mode, long start, long length) throws IOException {
        try {
            return file.map(mode, start, length);
        } catch (NotSupportedException e) {
            if (mode == org.powercut.daxfs.MapMode.SHARED_SYNC) {
                throw new IOException("map with mode MAP_SYNC unsupported", e);
            }
            throw e;
        }
    }

    /** The bytes as part of an arena, whose end unmaps them. */
    private MemorySegment show(DaxMapping mapping, long offset, long size, Arena arena) {
        try {
            MemorySegment shown = mapping.segment().asSlice(offset, size);
            MemorySegment owned = shown.reinterpret(arena, end -> mapping.close());
            return mapping.mode() == org.powercut.daxfs.MapMode.SHARED_READ ? owned.asReadOnly() : owned;
        } catch (NotSupportedException e) {
            mapping.close();
            throw new UnsupportedOperationException(path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            mapping.close();
            throw e;
        }
    }

    /** What a private mapping shows: the file as it is now. Later changes of the file may be seen or not (mmap(2)). */
    private MemorySegment copy(long from, long size, Arena arena) throws IOException {
        MemorySegment copy = arena.allocate(size, Pmem.PAGE);
        file.read(from, copy);
        return copy;
    }
}
