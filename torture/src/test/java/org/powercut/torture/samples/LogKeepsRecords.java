package org.powercut.torture.samples;

import org.junit.jupiter.api.Tag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.model.Platform;
import org.powercut.pmem.PmemDevice;

/** Records survive once append returned, and a record that counts is whole. */
@CrashTest
@Guarantee("LOG-1")
@Tag("quick")
@OnPlatform({Platform.ADR, Platform.EADR})
public class LogKeepsRecords {
    private static final int RECORDS = 3;

    @Workload
    void append(PmemDevice device, Milestones reached) {
        PmemLog log = new PmemLog(device);
        for (int i = 0; i < RECORDS; i++) {
            log.append(0x1111_0000L + i);
            reached.mark("appended");
        }
    }

    @Verify
    void recordsAreThere(PmemDevice device, Crash crash) {
        PmemLog log = new PmemLog(device);
        if (log.count() < crash.times("appended")) {
            throw Promise.broken(
                    FailureClass.LOST_ACKNOWLEDGED_DATA,
                    crash.times("appended") + " records were appended, and " + log.count() + " are there");
        }
        for (long i = 0; i < log.count(); i++) {
            if (!log.holds(i, 0x1111_0000L + i)) {
                throw Promise.broken(FailureClass.TORN_WRITE, "record " + i + " counts, and is not whole");
            }
        }
    }
}
