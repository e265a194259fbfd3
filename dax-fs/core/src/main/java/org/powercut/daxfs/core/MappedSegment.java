package org.powercut.daxfs.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A range of a file that code outside loads from and stores to directly, until the segment is invalidated. Made and
 * removed under the inode's lock for writing.
 */
final class MappedSegment {
    /** The first page of the file, and the one after the last. */
    final long from;

    final long to;
    /** Whether it can be stored to. */
    final boolean stores;

    final MemorySegment segment;
    private final Arena arena = Arena.ofShared();
    private final Volume volume;
    private final Pins pins;
    private final Pins.Range pin;
    private boolean live = true;

    /** @param device where the pages, which lie in one run of blocks, begin on the device */
    MappedSegment(Volume volume, Mappings mappings, long from, long to, long device, long length, boolean stores) {
        this.volume = volume;
        this.from = from;
        this.to = to;
        this.stores = stores;
        MemorySegment mine = volume.media.memory(device, length, arena).orElseThrow();
        this.segment = stores ? mine : mine.asReadOnly();
        this.pins = MappedPages.pinsOf(mappings);
        this.pin = pins.add(from, to);
        mappings.addSegment(this);
        if (stores) {
            volume.segments.incrementAndGet();
        }
    }

    /** Ends all access through the segment: later ones throw IllegalStateException. Idempotent. */
    synchronized void invalidate() {
        if (live) {
            live = false;
            arena.close();
            if (stores) {
                volume.segments.decrementAndGet();
            }
        }
    }

    void unpin() {
        pins.remove(pin);
    }
}
