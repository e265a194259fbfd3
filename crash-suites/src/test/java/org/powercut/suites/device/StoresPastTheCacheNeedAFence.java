package org.powercut.suites.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.PmemDevice;

/**
 * A non-temporal store is durable after the next fence of its thread, without any flush, and tears at 8-byte words until then; a
 * 64-byte direct store does not tear at all (Intel SDM vol. 2, MOVNTI, MOVDIR64B; vol. 1, 10.4.6.2). Here a ring of messages is
 * copied past the cache, fenced, and then published by one direct store.
 */
@CrashTest
@Tag("device")
@Guarantee("G46")
@DisplayName("stores past the cache need a fence; a direct store of 64 bytes is whole")
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(states = 30_000, budget = "5s", deviceSize = 16384, randomStates = 512)
class StoresPastTheCacheNeedAFence {
    private static final int MESSAGES = 12;
    private static final int LENGTH = 320;
    private static final long RING = 4096;

    @Workload
    void copyFencePublish(PmemDevice device, Milestones reached) {
        for (int i = 0; i < MESSAGES; i++) {
            device.ntPutBytes(RING + (long) i * LENGTH, MemorySegment.ofArray(Content.of(i + 1, LENGTH)), 0, LENGTH);
            device.fence();
            reached.mark("copied");
            device.directStore64(0, header(i + 1), 0);
            device.fence();
            reached.mark("published");
        }
    }

    @Verify
    void publishedIsComplete(PmemDevice device, Crash crash) throws Throwable {
        long published = device.getLong(0);
        Promise.atomic(() -> {
            for (int word = 8; word < 64; word += 8) {
                assertThat(device.getLong(word)).as("header word %d", word / 8).isEqualTo(published);
            }
        });
        Promise.durable(() -> assertThat(published).isGreaterThanOrEqualTo(crash.times("published")));
        int copied = Math.max((int) published, crash.times("copied"));
        byte[] message = new byte[LENGTH];
        for (int i = 0; i < copied; i++) {
            byte[] expected = Content.of(i + 1, LENGTH);
            device.getBytes(RING + (long) i * LENGTH, MemorySegment.ofArray(message), 0, LENGTH);
            Promise.durable(() -> assertThatContent(message)
                    .as("fenced before it was published")
                    .is(expected));
        }
    }

    private static MemorySegment header(long number) {
        MemorySegment header = MemorySegment.ofArray(new long[8]);
        for (int word = 0; word < 8; word++) {
            header.setAtIndex(ValueLayout.JAVA_LONG, word, number);
        }
        return header;
    }
}
