package org.powercut.samples.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.pmem.PmemDevice;

/** What every log promises: an appended number is there, and no number is there that was never appended. */
@CrashTest
@Guarantee("LOG-1")
@Explore(deviceSize = 4096, threads = 1)
abstract class LogCrash {

    abstract Log open(PmemDevice device);

    @Prepare
    void one(PmemDevice device) {
        open(device).append(100);
    }

    @Workload
    void append(PmemDevice device, Milestones reached) {
        Log log = open(device);
        reached.operation("append(101)", () -> log.append(101));
        reached.mark("appended");
        reached.operation("append(102)", () -> log.append(102));
        reached.mark("appended");
    }

    @Verify
    void appendedIsThere(PmemDevice device, Crash crash) {
        Promise.durable(() -> assertThat(open(device).size())
                .as("numbers in the log")
                .isGreaterThanOrEqualTo(1 + crash.times("appended")));
    }

    @Verify
    void numbersAreWhole(PmemDevice device) {
        Log log = open(device);
        for (long index = 0; index < log.size(); index++) {
            long at = index;
            Promise.atomic(() -> assertThat(log.get(at)).as("number %d", at).isEqualTo(100 + at));
        }
    }
}
