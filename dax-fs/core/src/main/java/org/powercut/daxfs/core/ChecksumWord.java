package org.powercut.daxfs.core;

/**
 * The 8 bytes of the checksum table that stand for one block: CRC32C of its 4096 bytes, whether that counts, and a check
 * of 16 bits bound to the block. A word that fails its check says as little as one that is off.
 */
final class ChecksumWord {
    private static final long OFF = 1;
    private static final long ON = 2;

    private static final int STATE_SHIFT = 32;
    private static final int CHECK_SHIFT = 48;

    private ChecksumWord() {}

    /** The word of a block whose bytes have this CRC. */
    static long on(long block, int crc) {
        return sealed(block, ON << STATE_SHIFT | Integer.toUnsignedLong(crc));
    }

    /** The word of a block that can be stored to without the file system's knowledge. */
    static long off(long block) {
        return sealed(block, OFF << STATE_SHIFT);
    }

    /** Whether the block must have the word's CRC. */
    static boolean isOn(long block, long word) {
        return (word >>> STATE_SHIFT & 0xFFFF) == ON && sealed(block, word) == word;
    }

    static int crc(long word) {
        return (int) word;
    }

    private static long sealed(long block, long word) {
        long body = word & (1L << CHECK_SHIFT) - 1;
        return body | Checksum.mix(block * 0x9E37_79B9_7F4A_7C15L ^ body) << CHECK_SHIFT;
    }
}
