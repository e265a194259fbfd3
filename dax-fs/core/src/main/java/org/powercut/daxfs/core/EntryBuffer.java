package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.powercut.pmem.Pmem;

/** Where one log entry is put together before it is stored: a few lines of DRAM, reused from entry to entry. */
final class EntryBuffer {
    /** The longest usual entry: a name of 255 bytes. Extended attributes can be longer. */
    private static final int USUAL_LINES = 5;

    byte[] bytes = new byte[USUAL_LINES * Pmem.LINE];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    private final Checksum checksum = new Checksum();
    private int lines;

    /** Begins an entry that is at least {@code length} bytes long. */
    EntryBuffer begin(EntryType type, int length, long txid, long epoch) {
        lines = (length + Pmem.LINE - 1) / Pmem.LINE;
        if (lines * Pmem.LINE > bytes.length) {
            bytes = new byte[lines * Pmem.LINE];
            segment = MemorySegment.ofArray(bytes);
        }
        Arrays.fill(bytes, 0, lines * Pmem.LINE, (byte) 0);
        bytes[Layout.Entry.TYPE] = (byte) type.code;
        bytes[Layout.Entry.LINES] = (byte) lines;
        Bytes.putLong(bytes, Layout.Entry.TXID, txid);
        Bytes.putLong(bytes, Layout.Entry.EPOCH, epoch);
        return this;
    }

    /** The flags in the entry's header. */
    EntryBuffer flags(int flags) {
        return putShort(Layout.Entry.FLAGS, flags);
    }

    EntryBuffer putShort(int field, int value) {
        Bytes.putShort(bytes, field, value);
        return this;
    }

    EntryBuffer putInt(int field, int value) {
        Bytes.putInt(bytes, field, value);
        return this;
    }

    EntryBuffer putLong(int field, long value) {
        Bytes.putLong(bytes, field, value);
        return this;
    }

    EntryBuffer putBytes(int field, byte[] value) {
        System.arraycopy(value, 0, bytes, field, value.length);
        return this;
    }

    int lines() {
        return lines;
    }

    /** Gives the entry the checksum that it needs at {@code offset} of inode {@code ino}'s log. */
    void seal(long ino, long offset) {
        int crc = checksum.of(bytes, Layout.Entry.TYPE, lines * Pmem.LINE, ino, offset);
        Bytes.putInt(bytes, Layout.Entry.CRC, crc);
    }
}
