package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

class UnfencedLogCrash extends LogCrash {
    @Override
    Log open(PmemDevice device) {
        return new UnfencedLog(device);
    }
}
