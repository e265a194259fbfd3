package org.powercut.suites.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.model.Platform;
import org.powercut.pmem.PmemDevice;

/**
 * Stores to one cache line persist in program order: a later one never without an earlier one, with no flush or fence between
 * them (Px86: "Taming x86-TSO persistency", POPL 2021; the hardware writes back whole lines). Logs put a record and its valid
 * word into one line for this reason. Across lines there is no order, and nothing here relies on any.
 */
@CrashTest
@Tag("device")
@Guarantee("G44")
@DisplayName("stores to one line keep their order")
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(states = 30_000, budget = "5s", deviceSize = 8192)
class StoresToOneLineKeepTheirOrder {
    private static final int RECORDS = 40;
    private static final long BASE = 4096;

    @Workload
    void recordThenValidWord(PmemDevice device, Milestones reached) {
        for (int i = 0; i < RECORDS; i++) {
            long line = BASE + 64L * i;
            device.putLong(line, i + 1);
            device.putLong(line + 8, ~(i + 1L));
            device.putLong(line + 56, 1);
            if (i % 4 == 3) {
                device.flush(line - 3 * 64, 4 * 64);
                device.fence();
                reached.mark("committed");
            }
        }
    }

    @Verify
    void validMeansComplete(PmemDevice device, Crash crash) throws Throwable {
        for (int i = 0; i < RECORDS; i++) {
            long line = BASE + 64L * i;
            long first = device.getLong(line);
            long second = device.getLong(line + 8);
            long number = i + 1L;
            if (device.getLong(line + 56) == 1) {
                Promise.atomic(() -> assertThat(second)
                        .as("valid, but the second word is missing")
                        .isEqualTo(~number));
            }
            if (second != 0) {
                Promise.atomic(() -> assertThat(first)
                        .as("the second word without the first")
                        .isEqualTo(number));
            }
            if (i < 4 * crash.times("committed")) {
                long valid = device.getLong(line + 56);
                Promise.durable(() -> assertThat(valid).as("flushed and fenced").isEqualTo(1));
            }
        }
    }
}
