package com.example.log;

import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Guarantee;
import org.powercut.pmem.PmemDevice;

@CrashTest
@Guarantee("LOG-1")
class FixedPmemLogTest extends LogCrashes {
    @Override
    PmemLog open(PmemDevice device) {
        return new FixedPmemLog(device);
    }
}
