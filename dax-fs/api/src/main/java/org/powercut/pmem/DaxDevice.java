package org.powercut.pmem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import jdk.nio.mapmode.ExtendedMapMode;

/**
 * A device in a file on a DAX file system of the machine, mapped with MAP_SYNC (JEP 352): loads and stores reach the
 * persistent memory itself.
 *
 * <p>A flush writes back exactly the lines that it covers, with the CPU's own instruction and without a system call. The
 * JDK has no write-back without the fence behind it, so lines are durable when the flush returns; a fence then has
 * nothing left to wait for. Non-temporal stores are stores and a flush.
 *
 * <p>Out of bounds: a JVM that compiles with C1 only ({@code -XX:TieredStopAtLevel=1}) crashes on such a flush. Media errors
 * that the kernel's driver has listed are not read from it; those that a load hits surface as {@link
 * MediaErrorException}, and clearing writes zeros through the file, which the driver takes as a repair of whole pages.
 * The device's count of unsafe shutdowns is not read.
 */
public final class DaxDevice extends MediaDevice {
    private static final int ZEROS = 64 << 10;

    private final ImageFile image;
    private final WriteBack writeBack;

    /** Makes whole lines of the image durable. */
    interface WriteBack {
        void lines(long offset, long length);
    }

    private DaxDevice(ImageFile image) {
        this(image, (offset, length) -> image.bytes.asSlice(offset, length).force());
    }

    /** @param writeBack is told exactly the lines that must become durable */
    DaxDevice(ImageFile image, WriteBack writeBack) {
        super(Media.over(image.arena, image.bytes, range -> zeroDurably(image, range)));
        this.image = image;
        this.writeBack = writeBack;
    }

    /**
     * Makes a new image of zeros, durable.
     *
     * @param size in bytes, a positive multiple of {@link Pmem#PAGE}
     * @throws DurabilityUnavailableException if the file system has no DAX, or the CPU or JVM no write-back instruction; no
     *     file is left behind
     * @throws IOException as {@link MappedFileDevice#create}
     */
    public static DaxDevice create(Path file, long size) throws IOException {
        return ImageFile.create(file, size, DaxDevice::map, DaxDevice::new);
    }

    /**
     * Opens an image.
     *
     * @throws DurabilityUnavailableException if the file system has no DAX, or the CPU or JVM no write-back instruction
     * @throws IOException as {@link MappedFileDevice#open}
     */
    public static DaxDevice open(Path file) throws IOException {
        return ImageFile.open(file, DaxDevice::map, DaxDevice::new);
    }

    private static MemorySegment map(Path path, FileChannel channel, long size, Arena arena) throws IOException {
        try {
            return channel.map(ExtendedMapMode.READ_WRITE_SYNC, 0, size, arena);
        } catch (UnsupportedOperationException e) {
            throw unavailable(path, "this CPU or JVM has no instruction to write back a cache line", e);
        } catch (IOException e) {
            throw unavailable(path, "MAP_SYNC is refused; the file must lie on a file system mounted with -o dax", e);
        }
    }

    private static DurabilityUnavailableException unavailable(Path file, String missing, Throwable cause) {
        return new DurabilityUnavailableException(
                file.toString(),
                Durability.PERSISTENT,
                Durability.MSYNC,
                missing + " (" + cause.getMessage() + "); ask for MSYNC to have fences that are msync calls",
                cause);
    }

    /** A mapping of the image's file of its own. */
    @Override
    public Optional<MemorySegment> memory(long offset, long length, Arena arena) {
        Objects.checkFromIndexSize(offset, length, size());
        try {
            return Optional.of(image.channel.map(ExtendedMapMode.READ_WRITE_SYNC, offset, length, arena));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map %d bytes at %d of %s".formatted(length, offset, image.path), e);
        }
    }

    @Override
    public Durability durability() {
        return Durability.PERSISTENT;
    }

    /** The image's name, as it was given. */
    public Path file() {
        return image.path;
    }

    @Override
    void writeBack(long offset, long length) {
        if (length > 0) {
            long start = Pmem.floor(offset, Pmem.LINE);
            writeBack.lines(start, Pmem.ceil(offset + length, Pmem.LINE) - start);
        }
    }

    @Override
    void complete() {
        VarHandle.fullFence();
    }

    /** Unmaps the image and lets others open it. What was not flushed may or may not stay. */
    @Override
    public void close() {
        super.close();
        image.close();
    }

    private static void zeroDurably(ImageFile image, MediaRange range) {
        try {
            for (long offset = range.offset(); offset < range.end(); ) {
                ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, range.end() - offset));
                offset += image.channel.write(zeros, offset);
            }
            image.channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + range + " of " + image.path, e);
        }
    }
}
