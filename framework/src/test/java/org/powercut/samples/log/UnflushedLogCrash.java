package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

class UnflushedLogCrash extends LogCrash {
    @Override
    Log open(PmemDevice device) {
        return new UnflushedLog(device);
    }
}
