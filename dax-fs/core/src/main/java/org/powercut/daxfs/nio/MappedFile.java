package org.powercut.daxfs.nio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.Pmem;

/**
 * Maps a file for code that knows {@link FileChannel#map}: straight to the device's memory. The mapped range becomes one
 * run of blocks, which stay where they are until the mapping ends: with its arena, or when no buffer refers to it any
 * more. An unmount ends it too; later accesses throw {@link IllegalStateException}.
 */
final class MappedFile {
    /** Unmaps what no buffer refers to any more. Its thread starts with the first mapping. */
    private static final class Unmapper {
        static final Cleaner CLEANER = Cleaner.create();
    }

    private static final String AUTOMATIC = "ImplicitSession";

    private final DaxFile file;
    private final String path;
    private final boolean writable;

    /** @param writable whether the channel is, so that a mapping may extend the file */
    MappedFile(DaxFile file, String path, boolean writable) {
        this.file = file;
        this.path = path;
        this.writable = writable;
    }

    /**
     * @throws UnsupportedOperationException for an unknown mode, or a device without memory that can be shown
     * @throws IOException "map with mode MAP_SYNC unsupported" if the file or the device cannot keep that promise
     */
    MappedByteBuffer buffer(FileChannel.MapMode mode, long from, long size) throws IOException {
        if (size == 0 || kind(mode) == MapMode.PRIVATE) {
            return (MappedByteBuffer) copy(mode, from, size, Arena.ofAuto()).asByteBuffer();
        }
        DaxMapping mapping = map(kind(mode), from, size);
        MappedByteBuffer buffer = (MappedByteBuffer) show(mapping, from, size).asByteBuffer();
        Unmapper.CLEANER.register(buffer, mapping::close);
        return buffer;
    }

    /** As {@link #buffer}, until {@code arena} is closed, which cannot be an automatic one. */
    MemorySegment segment(FileChannel.MapMode mode, long from, long size, Arena arena) throws IOException {
        if (size == 0 || kind(mode) == MapMode.PRIVATE) {
            return copy(mode, from, size, arena);
        }
        if (arena.scope().getClass().getSimpleName().equals(AUTOMATIC)) {
            throw new UnsupportedOperationException(
                    "an automatic arena does not tell when the mapping may end; use a shared or confined one, or a buffer");
        }
        DaxMapping mapping = map(kind(mode), from, size);
        endWith(arena, mapping);
        return show(mapping, from, size);
    }

    @SuppressWarnings("restricted") // of no bytes at all: it carries the action that ends the mapping
    private static void endWith(Arena arena, DaxMapping mapping) {
        try {
            MemorySegment.NULL.reinterpret(arena, end -> mapping.close());
        } catch (RuntimeException e) {
            mapping.close();
            throw e;
        }
    }

    private static MapMode kind(FileChannel.MapMode mode) {
        if (mode == FileChannel.MapMode.READ_ONLY) {
            return MapMode.SHARED_READ;
        }
        if (mode == FileChannel.MapMode.READ_WRITE) {
            return MapMode.SHARED;
        }
        if (mode == FileChannel.MapMode.PRIVATE) {
            return MapMode.PRIVATE;
        }
        return switch (mode.toString()) {
            case "READ_WRITE_SYNC" -> MapMode.SHARED_SYNC;
            case "READ_ONLY_SYNC" -> MapMode.SHARED_READ;
            default -> throw new UnsupportedOperationException(mode + " is no mode of mapping here");
        };
    }

    private DaxMapping map(MapMode mode, long from, long size) throws IOException {
        try {
            long start = Pmem.floor(from, Pmem.PAGE);
            return extended(file.map(mode, start, from - start + size), from + size);
        } catch (NotSupportedException e) {
            throw mode == MapMode.SHARED_SYNC
                    ? new IOException("map with mode MAP_SYNC unsupported", e)
                    : NioErrors.ofFile(e, path);
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        }
    }

    /** A file is as long as what is mapped of it. Ends the mapping if that cannot be. */
    private DaxMapping extended(DaxMapping mapping, long size) throws IOException {
        try {
            if (file.size() < size) {
                if (!writable) {
                    throw new FileSystemException(
                            path, null, "the channel is not open for writing, which would extend the file to " + size);
                }
                file.truncate(size);
            }
            return mapping;
        } catch (RuntimeException | IOException e) {
            mapping.close();
            throw e;
        }
    }

    /** The mapped bytes. Ends the mapping if they cannot be shown. */
    private MemorySegment show(DaxMapping mapping, long from, long size) throws IOException {
        try {
            return mapping.segment().asSlice(from % Pmem.PAGE, size);
        } catch (NotSupportedException e) {
            mapping.close();
            throw new UnsupportedOperationException(path + ": " + e.getMessage(), e);
        } catch (DaxFileSystemException e) {
            mapping.close();
            throw NioErrors.ofFile(e, path);
        }
    }

    /** What a private mapping shows: the file as it is now; later changes of the file may be seen or not (mmap(2)). */
    private MemorySegment copy(FileChannel.MapMode mode, long from, long size, Arena arena) throws IOException {
        MemorySegment copy = arena.allocate(size, Pmem.PAGE);
        try {
            if (size > 0) {
                file.read(from, copy);
            }
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofFile(e, path);
        }
        return mode == FileChannel.MapMode.READ_ONLY ? copy.asReadOnly() : copy;
    }
}
