package org.powercut.samples.readme;

import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** An append-only log of numbers: line 0 holds how many there are, each number has a line of its own. */
final class PmemLog {
    private final PmemDevice device;

    PmemLog(PmemDevice device) {
        this.device = device;
    }

    /** Appends a number; it is durable on return. */
    void append(long number) {
        long size = size();
        persist((size + 1) * Pmem.LINE, number);
        persist(0, size + 1);
    }

    long size() {
        return device.getLong(0);
    }

    /** Number {@code index}, from 0. */
    long get(long index) {
        return device.getLong((index + 1) * Pmem.LINE);
    }

    private void persist(long address, long value) {
        device.putLong(address, value);
        device.flush(address, Long.BYTES);
        device.fence();
    }
}
