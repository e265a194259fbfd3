package org.powercut.daxfs.core;

import org.powercut.pmem.PmemDevice;

/**
 * Which optional parts of the format a file system uses: the superblock's incompatible feature bits. A bit is set in both
 * copies, durably, before the first use of what it stands for, and stays. So a version that does not know the feature
 * refuses the image, and an image without the bit that nevertheless has the feature is refused as corrupt. Thread-safe;
 * nothing else is locked while its lock is held.
 */
final class Features {
    private final PmemDevice device;
    private final Superblock superblock;
    private volatile long enabled;

    Features(PmemDevice device, Superblock superblock) {
        this.device = device;
        this.superblock = superblock;
        this.enabled = superblock.incompatible();
    }

    /** Whether the file system has all of these bits, one of {@link Layout.Superblock}'s {@code FEATURE_} constants. */
    boolean has(long bits) {
        return (enabled & bits) == bits;
    }

    /** Sets bits that are not set yet. Comes before anything that needs them is stored. */
    void require(long bits) {
        if (!has(bits)) {
            enable(bits);
        }
    }

    private synchronized void enable(long bits) {
        superblock.update(device, Layout.Superblock.INCOMPATIBLE, enabled | bits);
        enabled |= bits;
    }

    /** The flags that write entries can have in a file system with these feature bits. */
    static int writeFlags(long features) {
        return ((features & Layout.Superblock.FEATURE_UNWRITTEN) != 0 ? Layout.WriteEntry.FLAG_UNWRITTEN : 0)
                | ((features & Layout.Superblock.FEATURE_REFLINK) != 0 ? Layout.WriteEntry.FLAG_SHARED : 0)
                | ((features & Layout.Superblock.FEATURE_CHECKSUMS) != 0 ? Layout.WriteEntry.FLAG_CHECKSUMMED : 0);
    }
}
