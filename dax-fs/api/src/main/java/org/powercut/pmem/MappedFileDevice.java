package org.powercut.pmem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A device in a file on any file system, mapped as a whole: the image that a user keeps.
 *
 * <p>A fence is an {@code msync} of the pages that the calling thread flushed or stored past the cache since its
 * last fence (man msync.2), so what was fenced outlives the process, even one killed at any instruction, and a
 * power cut as far as the disk below honours {@code msync}. As on hardware, what was not fenced may be there too.
 * Volatile stores and read-modify-writes are fences.
 *
 * <p>Media errors are those of a test, kept in memory; they end with the device. Where the file itself cannot be
 * read any more, because its disk fails or someone truncated it, a load throws {@link MediaErrorException} too, and
 * a store {@link UncheckedIOException}; code compiled by the JIT may see the JVM's InternalError a little later
 * instead. The file is sparse: a store can fail when its disk is full.
 *
 * <p>An image is open once at a time, in this process or another.
 */
public final class MappedFileDevice extends MediaDevice {
    private final Path file;
    private final FileChannel channel;
    private final MemorySegment bytes;
    private final ThreadLocal<PendingPages> pending = ThreadLocal.withInitial(PendingPages::new);
    private volatile @Nullable IOException lostWrites;

    private MappedFileDevice(Path file, FileChannel channel, Arena arena, MemorySegment bytes) {
        super(Media.over(arena, bytes, range -> zeroDurably(bytes, range)));
        this.file = file;
        this.channel = channel;
        this.bytes = bytes;
    }

    /**
     * Makes a new image of zeros, sparse and durable.
     *
     * @param size in bytes, a positive multiple of {@link Pmem#PAGE}
     * @throws IllegalArgumentException if {@code size} is not that
     * @throws FileAlreadyExistsException if there is a file of this name; it stays as it is
     * @throws IOException if the file cannot be made; none is left behind then
     */
    public static MappedFileDevice create(Path file, long size) throws IOException {
        if (size <= 0 || size % Pmem.PAGE != 0) {
            throw new IllegalArgumentException(
                    "a device is a positive multiple of " + Pmem.PAGE + " bytes, not " + size);
        }
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, channel);
            channel.write(ByteBuffer.allocate(1), size - 1);
            channel.force(true);
            forceDirectory(file);
            return map(file, channel, size);
        } catch (Throwable e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Opens an image that {@link #create} made.
     *
     * @throws NoSuchFileException if there is none
     * @throws FileSystemException if it is open already, is not a file, or is not a positive multiple of {@link
     *     Pmem#PAGE} bytes
     * @throws IOException if it cannot be mapped
     */
    public static MappedFileDevice open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "a device image is a regular file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, channel);
            long size = channel.size();
            if (size == 0 || size % Pmem.PAGE != 0) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        "a device image is a positive multiple of " + Pmem.PAGE + " bytes, not " + size);
            }
            return map(file, channel, size);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Durability durability() {
        return Durability.MSYNC;
    }

    /** The image's name, as it was given. */
    public Path file() {
        return file;
    }

    @Override
    void writeBack(long offset, long length) {
        pending.get().add(offset, length);
    }

    @Override
    void complete() {
        VarHandle.storeStoreFence();
        pending.get().drain(this::sync);
    }

    /** Unmaps the image and lets others open it. What was not fenced may or may not stay. */
    @Override
    public void close() {
        super.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }

    private void sync(long offset, long length) {
        IOException lost = lostWrites;
        if (lost != null) {
            throw new UncheckedIOException("an earlier write-back of " + file + " failed; bytes may be lost", lost);
        }
        try {
            bytes.asSlice(offset, length).force();
        } catch (UncheckedIOException e) {
            // Linux reports a failed write-back once and then calls the pages clean (man fsync.2), so that a
            // second attempt would succeed without the data.
            lostWrites = e.getCause();
            throw new UncheckedIOException(
                    "cannot write back bytes [%d, %d) of %s".formatted(offset, offset + length, file), e.getCause());
        }
    }

    private static void zeroDurably(MemorySegment bytes, MediaRange range) {
        MemorySegment zeroed = bytes.asSlice(range.offset(), range.length());
        zeroed.fill((byte) 0);
        zeroed.force();
    }

    private static MappedFileDevice map(Path file, FileChannel channel, long size) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new MappedFileDevice(file, channel, arena, channel.map(MapMode.READ_WRITE, 0, size, arena));
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /** The lock lasts until the channel is closed, or the process dies. */
    private static void lock(Path file, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(file, "in this process");
        }
        throw inUse(file, "in another process");
    }

    private static FileSystemException inUse(Path file, String where) {
        return new FileSystemException(file.toString(), null, "the device image is open already " + where);
    }

    private static void forceDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(requireNonNull(directory), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
