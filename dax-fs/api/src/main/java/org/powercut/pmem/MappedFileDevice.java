package org.powercut.pmem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.ImageFile.Mapper;

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
    private final ImageFile image;
    private final ThreadLocal<PendingPages> pending = ThreadLocal.withInitial(PendingPages::new);
    private volatile @Nullable IOException lostWrites;

    private MappedFileDevice(ImageFile image) {
        super(Media.over(image.arena, image.bytes, range -> zeroDurably(image.bytes, range)));
        this.image = image;
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
        return ImageFile.create(file, size, Mapper.ORDINARY, MappedFileDevice::new);
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
        return ImageFile.open(file, Mapper.ORDINARY, MappedFileDevice::new);
    }

    /** A mapping of the image's file of its own. */
    @Override
    public Optional<MemorySegment> memory(long offset, long length, Arena arena) {
        Objects.checkFromIndexSize(offset, length, size());
        try {
            return Optional.of(image.channel.map(MapMode.READ_WRITE, offset, length, arena));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map %d bytes at %d of %s".formatted(length, offset, image.path), e);
        }
    }

    @Override
    public Durability durability() {
        return Durability.MSYNC;
    }

    /** The image's name, as it was given. */
    public Path file() {
        return image.path;
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
        image.close();
    }

    private void sync(long offset, long length) {
        IOException lost = lostWrites;
        if (lost != null) {
            throw new UncheckedIOException(
                    "an earlier write-back of " + image.path + " failed; bytes may be lost", lost);
        }
        try {
            image.bytes.asSlice(offset, length).force();
        } catch (UncheckedIOException e) {
            // Linux reports a failed write-back once and then calls the pages clean (man fsync.2), so that a
            // second attempt would succeed without the data.
            lostWrites = e.getCause();
            throw new UncheckedIOException(
                    "cannot write back bytes [%d, %d) of %s".formatted(offset, offset + length, image.path),
                    e.getCause());
        }
    }

    private static void zeroDurably(MemorySegment bytes, MediaRange range) {
        MemorySegment zeroed = bytes.asSlice(range.offset(), range.length());
        zeroed.fill((byte) 0);
        zeroed.force();
    }
}
