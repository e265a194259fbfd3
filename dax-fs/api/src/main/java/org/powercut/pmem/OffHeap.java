package org.powercut.pmem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Zeroed memory outside the heap, so that only pages that are stored to cost something. */
public final class OffHeap {
    /** Up to here zeroing memory is cheaper than making and mapping a file. */
    static final long SMALL = 16L << 20;

    private OffHeap() {}

    /**
     * Page-aligned memory that {@code arena} owns.
     *
     * @param size in bytes, a positive multiple of {@link Pmem#PAGE}
     * @throws IllegalArgumentException if {@code size} is not that
     * @throws UncheckedIOException if there is no room for it in the temporary directory
     */
    public static MemorySegment zeroed(long size, Arena arena) {
        if (size <= 0 || size % Pmem.PAGE != 0) {
            throw new IllegalArgumentException(
                    "a device is a positive multiple of " + Pmem.PAGE + " bytes, not " + size);
        }
        return size <= SMALL ? arena.allocate(size, Pmem.PAGE) : sparse(size, arena);
    }

    /** The JVM maps no anonymous memory; a sparse file that has no name any more comes closest. */
    private static MemorySegment sparse(long size, Arena arena) {
        try {
            Path file = Files.createTempFile("powercut-device", ".img");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                return channel.map(MapMode.READ_WRITE, 0, size, arena);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make a sparse file of " + size + " bytes in " + System.getProperty("java.io.tmpdir")
                            + " (choose another place with -Djava.io.tmpdir)",
                    e);
        }
    }
}
