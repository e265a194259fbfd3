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
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.PmemDevice;

/**
 * An aligned store of at most 8 bytes is there as a whole or not at all (Intel SDM vol. 3A, 9.1.1), also when it races with
 * its own write-back; and a locked read-modify-write is a fence as well: what was flushed before it is durable after it. Commit
 * words and tail pointers are built on this.
 */
@CrashTest
@Tag("device")
@Guarantee("G44")
@DisplayName("aligned words never tear, and a compare-and-set is a fence")
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(states = 30_000, budget = "5s", deviceSize = 8192)
class AlignedWordsNeverTear {
    private static final long WORD = 128;
    private static final long LOCK = 512;
    private static final int ROUNDS = 60;

    @Workload
    void overwriteOneWord(PmemDevice device, Milestones reached) {
        for (int round = 1; round <= ROUNDS; round++) {
            device.putLong(WORD, pattern(round));
            device.putInt(WORD + 64, round | round << 16);
            device.putShort(WORD + 72, (short) (round | round << 8));
            device.flush(WORD, 80, FlushKind.CLFLUSHOPT);
            device.compareAndSetLong(LOCK, round - 1, round);
            reached.mark("fenced");
        }
    }

    @Verify
    void wordIsOfOneRound(PmemDevice device, Crash crash) throws Throwable {
        long word = device.getLong(WORD);
        int half = device.getInt(WORD + 64);
        int quarter = device.getShort(WORD + 72) & 0xffff;
        Promise.atomic(() -> {
            assertThat(word).as("8 bytes").isEqualTo(pattern(word & 0xff));
            assertThat(half & 0xffff).as("4 bytes").isEqualTo(half >>> 16);
            assertThat(quarter & 0xff).as("2 bytes").isEqualTo(quarter >>> 8);
        });
        Promise.durable(() -> assertThat(Math.min(word & 0xff, Math.min(half & 0xffff, quarter & 0xff)))
                .as("flushed before a locked instruction")
                .isGreaterThanOrEqualTo(crash.times("fenced")));
    }

    private static long pattern(long round) {
        return round * 0x0101010101010101L;
    }
}
