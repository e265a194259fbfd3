package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

/** Bug: entry and count become durable together, in any order. */
final class HastyLog extends Lines {
    HastyLog(PmemDevice device) {
        super(device);
    }

    @Override
    public void append(long number) {
        long index = size();
        device.putLong(entry(index), number);
        device.putLong(0, index + 1);
        device.flush(entry(index), Long.BYTES);
        device.flush(0, Long.BYTES);
        device.fence();
    }
}
