package org.powercut.pmem;

import java.io.IOException;
import java.nio.file.Path;

/** Opens the device that fits the durability asked for, or none: asking for more than there is fails. */
public final class PmemDevices {
    private PmemDevices() {}

    /**
     * Opens an image; {@link PmemDevice#durability()} of the device is exactly what was asked for.
     *
     * @throws DurabilityUnavailableException if there is no such durability for this file
     * @throws IllegalArgumentException for {@link Durability#VOLATILE}, which no file has; see {@link SimulatedDevice}
     * @throws IOException if the image cannot be opened
     */
    public static PmemDevice open(Path image, Durability wanted) throws IOException {
        return switch (wanted) {
            case PERSISTENT -> DaxDevice.open(image);
            case MSYNC -> MappedFileDevice.open(image);
            case VOLATILE -> throw isVolatile();
        };
    }

    /** Opens an image with the best durability that there is for it: look at {@link PmemDevice#durability()}. */
    public static PmemDevice openBest(Path image) throws IOException {
        try {
            return DaxDevice.open(image);
        } catch (DurabilityUnavailableException e) {
            return MappedFileDevice.open(image);
        }
    }

    /**
     * Makes a new image of zeros, as {@link #open} opens one.
     *
     * @param size in bytes, a positive multiple of {@link Pmem#PAGE}
     */
    public static PmemDevice create(Path image, long size, Durability wanted) throws IOException {
        return switch (wanted) {
            case PERSISTENT -> DaxDevice.create(image, size);
            case MSYNC -> MappedFileDevice.create(image, size);
            case VOLATILE -> throw isVolatile();
        };
    }

    private static IllegalArgumentException isVolatile() {
        return new IllegalArgumentException("a file outlives its process; a volatile device is a SimulatedDevice");
    }
}
