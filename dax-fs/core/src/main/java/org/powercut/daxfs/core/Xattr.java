package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The value of one extended attribute in DRAM: its bytes, if the log holds them, or where they lie.
 *
 * @param length of the value in bytes
 * @param crc CRC32C of the value
 * @param inline the value, or null if it lies in blocks
 * @param words of the blocks, one for each page of the value; none if it is inline
 */
record Xattr(int length, int crc, byte @Nullable [] inline, long[] words) {
    /** The longest value, as on Linux. */
    static final int MAX_LENGTH = 64 << 10;
    /** Values up to this length lie in the log. */
    static final int MAX_INLINE = 512;

    private static final long[] NO_WORDS = {};

    static Xattr inline(byte[] value) {
        return new Xattr(value.length, crc(value), value, NO_WORDS);
    }

    static int crc(byte[] value) {
        return new Checksum().of(value, 0, value.length);
    }

    /** How many blocks a value of {@code length} bytes needs. */
    static int blocks(int length) {
        return length <= MAX_INLINE ? 0 : (length + Pmem.PAGE - 1) / Pmem.PAGE;
    }

    /** Whether a value in blocks is what the log says of it. One that is lost to poison counts as whole. */
    boolean isWhole(PmemDevice device) {
        byte[] value = new byte[inline == null ? length : 0];
        try {
            for (int at = 0; at < value.length; at += Pmem.PAGE) {
                long block = PageWord.block(words[at / Pmem.PAGE]);
                device.getBytes(
                        block * Pmem.PAGE, MemorySegment.ofArray(value), at, Math.min(Pmem.PAGE, value.length - at));
            }
        } catch (MediaErrorException e) {
            return true;
        }
        return inline != null || crc == crc(value);
    }

    /** Bytes of the log entry that sets the attribute {@code name}. */
    int entryLength(byte[] name) {
        return Layout.XattrEntry.NAME + name.length + (inline == null ? words.length * Long.BYTES : length);
    }

    /** Lines of the log entry that sets the attribute. */
    long lines(String name) {
        return Pmem.ceil(entryLength(name.getBytes(StandardCharsets.UTF_8)), Pmem.LINE) / Pmem.LINE;
    }
}
