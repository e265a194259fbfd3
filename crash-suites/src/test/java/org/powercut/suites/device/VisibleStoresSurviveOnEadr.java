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
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.PmemDevice;

/**
 * Where the caches are in the persistence domain a store survives as soon as it is visible: no flush, no fence (libpmem2(7),
 * eADR; Intel SDM). Stores past the cache are the exception and still wait for their fence. Code that asks the platform may
 * leave its flushes out.
 */
@CrashTest
@Tag("device")
@Guarantee("G45")
@DisplayName("on eADR visible stores survive, stores past the cache need their fence")
@OnPlatform(Platform.EADR)
@Explore(states = 30_000, budget = "5s", deviceSize = 8192)
class VisibleStoresSurviveOnEadr {
    private static final int ROUNDS = 40;
    private static final long COUNTER = 64;
    private static final long TABLE = 1024;

    @Workload
    void storeWithoutFlush(PmemDevice device, Milestones reached) {
        for (int i = 0; i < ROUNDS; i++) {
            device.putLong(TABLE + 8L * i, i + 1);
            device.putLong(COUNTER, i + 1, AccessMode.RELEASE);
            reached.mark("stored");
            device.ntPutLong(4096 + 8L * i, i + 1);
            if (i % 2 == 1) {
                device.fence();
                reached.mark("fenced");
            }
        }
    }

    @Verify
    void visibleIsDurable(PmemDevice device, Crash crash) throws Throwable {
        long counter = device.getLong(COUNTER);
        Promise.durable(() -> assertThat(counter).isGreaterThanOrEqualTo(crash.times("stored")));
        for (int i = 0; i < counter; i++) {
            long entry = device.getLong(TABLE + 8L * i);
            long number = i + 1;
            Promise.durable(
                    () -> assertThat(entry).as("stored before the counter").isEqualTo(number));
        }
        for (int i = 0; i < 2 * crash.times("fenced"); i++) {
            long entry = device.getLong(4096 + 8L * i);
            long number = i + 1;
            Promise.durable(() ->
                    assertThat(entry).as("stored past the cache, and fenced").isEqualTo(number));
        }
    }
}
