package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

/** Bug: the entry is never flushed. */
final class UnflushedLog extends Lines {
    UnflushedLog(PmemDevice device) {
        super(device);
    }

    @Override
    public void append(long number) {
        long index = size();
        device.putLong(entry(index), number);
        device.fence();
        device.putLong(0, index + 1);
        device.flush(0, Long.BYTES);
        device.fence();
    }
}
