package org.powercut.daxfs;

import java.util.UUID;

/**
 * How to make a file system.
 *
 * @param inodes how many inodes there can be; 0 for one per 16 KiB of device
 * @param label up to 64 bytes of UTF-8
 * @param uuid the file system's identity
 */
public record MkfsOptions(long inodes, String label, UUID uuid) {

    /** The usual number of inodes, no label, and an identity of zeros, which keeps images reproducible. */
    public static MkfsOptions defaults() {
        return new MkfsOptions(0, "", new UUID(0, 0));
    }

    /** With room for this many inodes; 0 for the usual number. */
    public MkfsOptions withInodes(long newInodes) {
        return new MkfsOptions(newInodes, label, uuid);
    }

    /** With a label of up to 64 bytes of UTF-8. */
    public MkfsOptions withLabel(String newLabel) {
        return new MkfsOptions(inodes, newLabel, uuid);
    }

    /** With this identity. */
    public MkfsOptions withUuid(UUID newUuid) {
        return new MkfsOptions(inodes, label, newUuid);
    }
}
