package org.powercut.samples.log;

import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** The layout that all the logs share; how to append is theirs. */
abstract class Lines implements Log {
    final PmemDevice device;

    Lines(PmemDevice device) {
        this.device = device;
    }

    @Override
    public long size() {
        return device.getLong(0);
    }

    @Override
    public long get(long index) {
        return device.getLong(entry(index));
    }

    static long entry(long index) {
        return (index + 1) * Pmem.LINE;
    }
}
