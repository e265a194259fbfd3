package org.powercut.framework.oracle;

import org.apiguardian.api.API;

/**
 * The bytes that operations write: a function of a version and of the place in the file. No byte is zero, so a hole cannot
 * pass for data. Two versions that differ by no multiple of 255 differ in every byte at every place, and the words of one
 * version differ from place to place: so a word tells which operation wrote it, and where.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class VersionedBytes {
    private static final int VALUES = 255;

    private VersionedBytes() {}

    /** The bytes of a version at file offsets {@code [offset, offset + length)}. */
    public static byte[] of(int version, long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(version, offset + i);
        }
        return bytes;
    }

    /** The byte of a version at a file offset. */
    public static byte at(int version, long offset) {
        long mixed = offset * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
        int base = (int) ((mixed >>> 40) % VALUES);
        return (byte) (1 + (base + Math.floorMod(version, VALUES)) % VALUES);
    }
}
