package org.powercut.daxfs.core;

import java.util.Optional;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.UnsafeShutdowns;

/**
 * Notices that the device lost power with stores under way that it could not save, while the file system was in use: then what
 * was durable may not be, and the file system is suspect until it was scrubbed (man libpmem2_unsafe_shutdown.7). The superblock
 * keeps the device's identity and count and a mark of use; the mark is set before the first change of a mount and taken
 * away by the unmount. On devices that do not count, nothing is written.
 */
final class ShutdownGuard {
    private static final long IN_USE = 1;
    private static final long SUSPECT = 2;

    private final PmemDevice device;
    private final Superblock superblock;
    private final boolean counts;
    private final long deviceId;
    private final long count;
    private long dirtyShutdowns;
    private volatile boolean suspect;
    /** Whether the mark need not be set before a change. */
    private volatile boolean marked;

    ShutdownGuard(PmemDevice device, Superblock superblock) {
        this.device = device;
        this.superblock = superblock;
        Optional<UnsafeShutdowns> now = device.unsafeShutdowns();
        counts = now.isPresent();
        marked = !counts;
        deviceId = now.map(UnsafeShutdowns::deviceId).orElse(0L);
        count = now.map(UnsafeShutdowns::count).orElse(0L);
        dirtyShutdowns = superblock.number(Layout.Superblock.DIRTY_SHUTDOWNS);
        long mark = superblock.number(Layout.Superblock.IN_USE);
        suspect = (mark & SUSPECT) != 0;
        if (counts && (mark & IN_USE) != 0 && !isSameAsBefore()) {
            suspect = true;
            dirtyShutdowns++;
        }
    }

    private boolean isSameAsBefore() {
        return superblock.number(Layout.Superblock.DEVICE_ID) == deviceId
                && superblock.number(Layout.Superblock.UNSAFE_SHUTDOWNS) == count;
    }

    /** Whether data may be lost that was durable, and no scrub has looked since. */
    boolean isSuspect() {
        return suspect;
    }

    /** How often the device lost power at the wrong moment while the file system was in use. */
    long dirtyShutdowns() {
        return dirtyShutdowns;
    }

    /** Comes before each change. Costs a field read after the first one. */
    void beforeChange() {
        if (!marked) {
            markInUse();
        }
    }

    private synchronized void markInUse() {
        if (!marked) {
            store(IN_USE | (suspect ? SUSPECT : 0));
            marked = true;
        }
    }

    /** Everything was read, so what is lost is known. */
    synchronized void scrubbed() {
        if (suspect) {
            suspect = false;
            store(marked && counts ? IN_USE : 0);
        }
    }

    /** The unmount has made everything durable. */
    synchronized void endUse() {
        if (counts && marked) {
            store(suspect ? SUSPECT : 0);
            marked = false;
        }
    }

    private void store(long mark) {
        superblock.update(
                device,
                new int[] {
                    Layout.Superblock.DEVICE_ID,
                    Layout.Superblock.UNSAFE_SHUTDOWNS,
                    Layout.Superblock.DIRTY_SHUTDOWNS,
                    Layout.Superblock.IN_USE
                },
                new long[] {deviceId, count, dirtyShutdowns, mark});
    }
}
