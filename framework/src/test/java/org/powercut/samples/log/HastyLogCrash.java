package org.powercut.samples.log;

import org.powercut.pmem.PmemDevice;

class HastyLogCrash extends LogCrash {
    @Override
    Log open(PmemDevice device) {
        return new HastyLog(device);
    }
}
