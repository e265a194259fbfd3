package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

/** The entry is durable before the count that makes it valid. */
final class RightLog extends Lines {
    RightLog(PmemDevice device) {
        super(device);
    }

    @Override
    public void append(long number) {
        long index = size();
        device.putLong(entry(index), number);
        device.flush(entry(index), Long.BYTES);
        device.fence();
        device.putLong(0, index + 1);
        device.flush(0, Long.BYTES);
        device.fence();
    }
}
