package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;

/** Planted needless flushes and fences are found, in the workload and in recovery; needed ones are not. */
class SiteUsesTest {
    private static final int STORE = 1;
    private static final int FLUSH = 2;
    private static final int FENCE = 3;
    private static final int FLUSH_AGAIN = 4;
    private static final int FENCE_AGAIN = 5;
    private static final int RECOVERY_FLUSH = 6;
    private static final int RECOVERY_FENCE = 7;
    private static final int RECOVERY_FENCE_AGAIN = 8;

    @Test
    void whatIsNeedlessOnEveryPathIsTold() {
        Map<Integer, SiteUse> uses = uses(new Settings());
        assertThat(uses.values().stream()
                        .filter(SiteUse::isNeedless)
                        .map(use -> use.site().number()))
                .containsExactlyInAnyOrder(FLUSH_AGAIN, FENCE_AGAIN, RECOVERY_FENCE_AGAIN);
        assertThat(uses).doesNotContainKey(STORE);
        assertThat(uses.get(FLUSH)).isEqualTo(new SiteUse(Recorder.sites().site(FLUSH), 2, 2));
        assertThat(uses.get(FLUSH_AGAIN).executed()).isEqualTo(2);
    }

    @Test
    void whatRecoveryNeedsOnOnePathIsNeeded() {
        Map<Integer, SiteUse> uses = uses(new Settings());
        assertThat(uses.get(RECOVERY_FLUSH).needed()).isPositive();
        // recovery fences whether it repaired anything or not
        assertThat(uses.get(RECOVERY_FENCE).needed())
                .isPositive()
                .isLessThan(uses.get(RECOVERY_FENCE).executed());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void theCountsDoNotDependOnTheThreads(int threads) {
        assertThat(uses(new Settings().threads(threads))).isEqualTo(uses(new Settings()));
    }

    @Test
    void nothingIsCountedWhereItMeansNothing() {
        assertThat(uses(new Settings().platform(Platform.EADR))).isEmpty();
        assertThat(uses(new Settings().compilerOrder(CompilerOrder.JAVA))).isEmpty();
    }

    private static Map<Integer, SiteUse> uses(Settings settings) {
        Recording recording = Recorder.record(device -> {
            update(device, 1);
            update(device, 2);
        });
        Exploration exploration = new Explorer()
                .explore(
                        recording,
                        () -> Recorder.subject(SiteUsesTest::recover, (device, crash) -> {}),
                        settings.get(),
                        states -> {});
        assertThat(exploration.findings()).isEmpty();
        return exploration.uses().stream()
                .collect(Collectors.toMap(use -> use.site().number(), use -> use));
    }

    private static void update(TracedDevice device, long value) {
        device.putLong(0, value, STORE);
        device.flush(0, 8, FLUSH);
        device.flush(0, 64, FLUSH_AGAIN);
        device.fence(FENCE);
        device.fence(FENCE_AGAIN);
    }

    /** Makes a copy if there is none. */
    private static void recover(TracedDevice device) {
        long value = device.getLong(0);
        if (device.getLong(64) != value) {
            device.putLong(64, value, STORE);
            device.flush(64, 8, RECOVERY_FLUSH);
        }
        device.fence(RECOVERY_FENCE);
        device.fence(RECOVERY_FENCE_AGAIN);
    }
}
