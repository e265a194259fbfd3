package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

class RightLogCrash extends LogCrash {
    @Override
    Log open(PmemDevice device) {
        return new RightLog(device);
    }
}
