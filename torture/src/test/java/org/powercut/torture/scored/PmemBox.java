package org.powercut.torture.scored;

import org.powercut.pmem.PmemDevice;

/** One value with its checksum on a raw device, written with more and less care than needed, and tested not quite enough. */
public final class PmemBox {
    private static final long LOW = 0;
    private static final long HIGH = 8;
    private static final long SUM = 64;
    private static final long NOTE = 128;
    private static final long OPENED = 192;

    private final PmemDevice device;
    private boolean writable = true;

    public PmemBox(PmemDevice device) {
        this.device = device;
    }

    /** Stores a number that is larger than 0, twice; durable on return. */
    public void put(long value) {
        device.putLong(LOW, value);
        device.putLong(HIGH, value);
        device.putLong(SUM, checksum(value, value));
        device.flush(LOW, 128);
        // its line was flushed already
        device.flush(SUM, 8);
        device.fence();
        writeProtect();
    }

    /** Stores a note; durable on return, but no test looks. */
    public void note(long value) {
        device.putLong(NOTE, value);
        device.flush(NOTE, 8);
        device.fence();
    }

    /** Counts how often the box was opened; no test does. */
    public void opened() {
        device.putLong(OPENED, device.getLong(OPENED) + 1);
        device.flush(OPENED, 8);
        device.fence();
    }

    /** The sum of both numbers, or -1 if what is there is no whole value. */
    public long value() {
        long low = device.getLong(LOW);
        long high = device.getLong(HIGH);
        return device.getLong(SUM) == checksum(low, high) ? low + high : -1;
    }

    /** Whether it may be stored to. */
    public boolean isWritable() {
        return writable;
    }

    private void writeProtect() {
        writable = false;
    }

    private static long checksum(long low, long high) {
        return low * 31 + high;
    }
}
