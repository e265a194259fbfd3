package org.powercut.daxfs.core;

import java.util.zip.CRC32C;

/**
 * CRC32C of on-media structs. A struct's place and owner are mixed in, so that a struct which is whole but lies where
 * another one belongs (left over from an earlier use of its page) does not pass. One instance serves one thread.
 */
final class Checksum {
    private final CRC32C crc = new CRC32C();

    /** CRC32C of the bytes {@code [from, to)}. */
    int of(byte[] bytes, int from, int to) {
        crc.reset();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** CRC32C of the bytes {@code [from, to)}, bound to an inode and to a device offset in bytes. */
    int of(byte[] bytes, int from, int to, long ino, long offset) {
        return of(bytes, from, to) ^ fold(ino, offset);
    }

    private static int fold(long ino, long offset) {
        long mixed = mix(ino * 0x9E37_79B9_7F4A_7C15L + offset);
        return (int) (mixed ^ mixed >>> 32);
    }

    /** Spreads every bit of a number over all of them (the finaliser of MurmurHash3). */
    static long mix(long value) {
        long x = (value ^ value >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        x = (x ^ x >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        return x ^ x >>> 33;
    }
}
