package com.example.log;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.powercut.pmem.PmemDevice;

/**
 * A log of texts in persistent memory: the first line holds the offset of the end, the records follow, each a length of 4
 * bytes and its text, padded to 8 bytes. A record is durable when {@link #append} returns.
 *
 * <p>It has a bug: one fence looks enough, and it is enough for what was appended before the power cut. But until that
 * fence the new end may reach the media without the record that it publishes.
 */
public class PmemLog {
    static final long END = 0;
    static final long FIRST = 64;

    final PmemDevice device;

    /** Opens the log on a device that was formatted. */
    public PmemLog(PmemDevice device) {
        this.device = device;
    }

    /** Makes an empty log. */
    public static void format(PmemDevice device) {
        device.putLong(END, FIRST);
        device.flush(END, Long.BYTES);
        device.fence();
    }

    public void append(String text) {
        long start = device.getLong(END);
        long end = write(start, text);
        device.putLong(END, end);
        device.flush(start, end - start);
        device.flush(END, Long.BYTES);
        device.fence();
    }

    /** Stores a record and returns where the next one goes. */
    long write(long start, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        device.putInt(start, bytes.length);
        device.putBytes(start + Integer.BYTES, MemorySegment.ofArray(bytes), 0, bytes.length);
        return next(start, bytes.length);
    }

    public List<String> records() {
        List<String> records = new ArrayList<>();
        long end = device.getLong(END);
        for (long at = FIRST; at < end; at = next(at, device.getInt(at))) {
            byte[] bytes = new byte[device.getInt(at)];
            device.getBytes(at + Integer.BYTES, MemorySegment.ofArray(bytes), 0, bytes.length);
            records.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return records;
    }

    private static long next(long start, int length) {
        return (start + Integer.BYTES + length + 7) & -8L;
    }
}
