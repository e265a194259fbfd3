package org.powercut.pmem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file behind a device: made or opened, locked against a second opening, and mapped as a whole. */
final class ImageFile {
    final Path path;
    final FileChannel channel;
    final Arena arena;
    final MemorySegment bytes;

    /** How the file is mapped. */
    interface Mapper {
        Mapper ORDINARY = (path, channel, size, arena) -> channel.map(MapMode.READ_WRITE, 0, size, arena);

        MemorySegment map(Path path, FileChannel channel, long size, Arena arena) throws IOException;
    }

    /** Makes a device of an image, which it owns from then on. */
    interface DeviceMaker<D> {
        D make(ImageFile image) throws IOException;
    }

    private ImageFile(Path path, FileChannel channel, Arena arena, MemorySegment bytes) {
        this.path = path;
        this.channel = channel;
        this.arena = arena;
        this.bytes = bytes;
    }

    /**
     * Makes a new image of zeros, sparse and durable. No file is left behind if that fails.
     *
     * @param size in bytes, a positive multiple of {@link Pmem#PAGE}
     */
    static <D> D create(Path path, long size, Mapper mapper, DeviceMaker<D> maker) throws IOException {
        if (size <= 0 || size % Pmem.PAGE != 0) {
            throw new IllegalArgumentException(
                    "a device is a positive multiple of " + Pmem.PAGE + " bytes, not " + size);
        }
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            channel.write(ByteBuffer.allocate(1), size - 1);
            channel.force(true);
            forceDirectory(path);
            return map(path, channel, size, mapper, maker);
        } catch (Throwable e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Opens an image. */
    static <D> D open(Path path, Mapper mapper, DeviceMaker<D> maker) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "a device image is a regular file");
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            long size = channel.size();
            if (size == 0 || size % Pmem.PAGE != 0) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "a device image is a positive multiple of " + Pmem.PAGE + " bytes, not " + size);
            }
            return map(path, channel, size, mapper, maker);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static <D> D map(Path path, FileChannel channel, long size, Mapper mapper, DeviceMaker<D> maker)
            throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return maker.make(new ImageFile(path, channel, arena, mapper.map(path, channel, size, arena)));
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /** Lets others open the image. Whoever owns the arena closes that first. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }

    /** The lock lasts until the channel is closed, or the process dies. */
    private static void lock(Path path, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(path, "in this process");
        }
        throw inUse(path, "in another process");
    }

    private static FileSystemException inUse(Path path, String where) {
        return new FileSystemException(path.toString(), null, "the device image is open already " + where);
    }

    private static void forceDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(requireNonNull(directory), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
