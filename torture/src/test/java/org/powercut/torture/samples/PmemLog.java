package org.powercut.torture.samples;

import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/** A log of 64-byte records on a raw device: each is made durable before the count that makes it valid. */
public final class PmemLog {
    private static final int RECORD = 64;

    private final PmemDevice device;

    public PmemLog(PmemDevice device) {
        this.device = device;
    }

    /** Appends a record; durable on return. */
    public void append(long value) {
        long count = count();
        long at = RECORD * (count + 1);
        device.putLong(at, value);
        device.putLong(at + 8, ~value);
        device.flush(at, 16, FlushKind.CLWB);
        device.fence();
        commit(count + 1);
    }

    private void commit(long count) {
        device.putLong(0, count);
        device.flush(0, 8, FlushKind.CLWB);
        device.fence();
    }

    /** How many records there are. */
    public long count() {
        return device.getLong(0);
    }

    /** Whether a record is whole and has a value. */
    public boolean holds(long index, long value) {
        long at = RECORD * (index + 1);
        return device.getLong(at) == value && device.getLong(at + 8) == ~value;
    }
}
