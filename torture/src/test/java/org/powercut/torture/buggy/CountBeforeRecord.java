package org.powercut.torture.buggy;

import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.explore.FailureClass;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/** Code with a bug: flag and data are flushed together, so that the flag can persist alone. */
@CrashTest
@Guarantee("LOG-2")
@Explore(seed = 3)
public class CountBeforeRecord {
    @Workload
    void publish(PmemDevice device) {
        device.putLong(64, 42);
        device.putLong(0, 1);
        device.flush(0, 128, FlushKind.CLWB);
        device.fence();
    }

    @Verify
    void dataIsThereIfTheFlagIs(PmemDevice device) {
        if (device.getLong(0) == 1 && device.getLong(64) != 42) {
            throw Promise.broken(FailureClass.TORN_WRITE, "the flag is there without its data");
        }
    }
}
