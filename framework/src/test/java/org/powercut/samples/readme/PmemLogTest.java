package org.powercut.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** A crash test and a Jupiter test in one class: Surefire runs and counts both. */
@CrashTest
class PmemLogTest {
    @Workload
    void append(PmemDevice device, Milestones reached) {
        new PmemLog(device).append(101);
        reached.mark("appended");
    }

    @Verify
    void acknowledgedIsThere(PmemDevice device, Crash crash) {
        PmemLog log = new PmemLog(device);
        Promise.durable(
                () -> assertThat(log.size() == 1 || !crash.reached("appended")).isTrue());
        Promise.atomic(() -> assertThat(log.size() == 0 || log.get(0) == 101).isTrue());
    }

    @Test
    void numbersComeBackInOrder() {
        try (SimulatedDevice device = SimulatedDevice.ofSize(4096)) {
            PmemLog log = new PmemLog(device);
            log.append(1);
            log.append(2);
            assertThat(log.size()).isEqualTo(2);
            assertThat(log.get(1)).isEqualTo(2);
        }
    }
}
