package org.powercut.pmem;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device in memory outside the heap, for tests and as scratch space; it does not outlive its process.
 *
 * <p>Its fault model: media errors in whole sectors, latent or listed, that a test poisons and only {@link
 * MediaErrors#clear} heals; a load that touches one throws and gets it listed, a store does not notice. Aligned
 * stores of at most 8 bytes do not tear under racing threads.
 *
 * <p>Out of bounds: it has no cache and no write-pending queue, so every store reaches the media at once, flushes
 * and fences change nothing, and a power cut has no meaning here. Lost, torn and reordered stores are found by the
 * crash-test framework, whose own device records the same instructions. Bits do not flip and lines do not wear.
 */
public final class SimulatedDevice extends MediaDevice {

    private volatile @Nullable UnsafeShutdowns unsafeShutdowns;

    private SimulatedDevice(Media media) {
        super(media);
    }

    /**
     * A device of zeros. Memory is used only for pages that are stored to: 64 GiB cost nothing at first. Large
     * devices are backed by a nameless sparse file in {@code java.io.tmpdir}.
     *
     * @param bytes the size, a positive multiple of {@link Pmem#PAGE}
     * @throws IllegalArgumentException if {@code bytes} is not that
     * @throws java.io.UncheckedIOException if a large device finds no room in the temporary directory
     */
    public static SimulatedDevice ofSize(long bytes) {
        return new SimulatedDevice(Media.allocate(bytes));
    }

    /** From now on the device counts unsafe shutdowns, as one with this identity that had {@code count} of them. */
    public void countUnsafeShutdowns(long deviceId, long count) {
        unsafeShutdowns = new UnsafeShutdowns(deviceId, count);
    }

    @Override
    public Optional<UnsafeShutdowns> unsafeShutdowns() {
        return Optional.ofNullable(unsafeShutdowns);
    }

    /** Memory without a file behind it: there is nothing that {@code force} could do. */
    @Override
    @SuppressWarnings("restricted") // a lifetime of its own can be had in no other way; the bounds stay
    public Optional<MemorySegment> memory(long offset, long length, Arena arena) {
        return memory(offset, length).map(memory -> memory.reinterpret(arena, null));
    }

    @Override
    public Durability durability() {
        return Durability.VOLATILE;
    }

    @Override
    void writeBack(long offset, long length) {
        // there is no cache to write back
    }

    @Override
    void complete() {
        VarHandle.storeStoreFence();
    }
}
