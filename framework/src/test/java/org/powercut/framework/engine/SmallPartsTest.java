package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.framework.api.Promise;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Platform;

class SmallPartsTest {

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "' 1s ',PT1S"})
    void durationsAreRead(String text, Duration duration) {
        assertThat(Budget.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "10", "0s", "-1s", "1.5s", "10 s", "10S", "99999999999h"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Budget.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 500ms, 30s or 5m");
    }

    @Test
    void timeComesFromTheSeed() {
        LogicalClock clock = new LogicalClock(LogicalClock.Life.WORKLOAD, 3);
        long first = clock.millis();
        assertThat(clock.instant().toEpochMilli()).isEqualTo(first + 1);
        assertThat(new LogicalClock(LogicalClock.Life.WORKLOAD, 3).millis()).isEqualTo(first);
        assertThat(new LogicalClock(LogicalClock.Life.WORKLOAD, -4).millis()).isNotEqualTo(first);
        assertThat(new LogicalClock(LogicalClock.Life.RECOVERY, 3).millis()).isGreaterThan(first + 1);
        assertThat(new LogicalClock(LogicalClock.Life.PREPARE, 3).millis()).isLessThan(first);
    }

    @Test
    void aCrashTellsWhatWasReached() {
        CrashView crash =
                new CrashView(new CrashInfo(List.of("a", "b", "a"), Optional.of("rename(/a, /b)"), 1), Platform.EADR);
        assertThat(crash.reached("a")).isTrue();
        assertThat(crash.reached("c")).isFalse();
        assertThat(crash.times("a")).isEqualTo(2);
        assertThat(crash.times("c")).isZero();
        assertThat(crash.milestones()).containsExactly("a", "b", "a");
        assertThat(crash.operation()).contains("rename(/a, /b)");
        assertThat(crash.platform()).isEqualTo(Platform.EADR);
        assertThat(crash.nested()).isEqualTo(1);
    }

    @Test
    void milestonesAndOperationsNeedNames() {
        TracedDevice device = TracedDevice.ofSize(4096);
        DeviceMilestones milestones = new DeviceMilestones(device);
        assertThatThrownBy(() -> milestones.mark(" ")).hasMessageContaining("a milestone needs a name");
        assertThatThrownBy(() -> milestones.operation("", () -> {})).hasMessageContaining("an operation needs a name");
        assertThat(milestones.<Integer>operation("answer", () -> 42)).isEqualTo(42);
        device.release();
    }

    @Test
    void promisesSortFailures() {
        assertBroken(() -> Promise.durable(SmallPartsTest::fail), FailureClass.LOST_ACKNOWLEDGED_DATA);
        assertBroken(() -> Promise.atomic(SmallPartsTest::fail), FailureClass.TORN_WRITE);
        assertBroken(() -> Promise.fresh(SmallPartsTest::fail), FailureClass.STALE_DATA);
        assertBroken(() -> Promise.consistent(SmallPartsTest::fail), FailureClass.METADATA_INCONSISTENCY);
        assertBroken(() -> Promise.mediaErrorsTold(SmallPartsTest::fail), FailureClass.MEDIA_ERROR_MISREPORTED);
        assertBroken(() -> Promise.durable(() -> Promise.atomic(SmallPartsTest::fail)), FailureClass.TORN_WRITE);
        assertThatThrownBy(() -> Promise.durable(() -> {
                    throw new IllegalStateException("no assertion");
                }))
                .isInstanceOf(IllegalStateException.class);
        Promise.durable(() -> {});
    }

    private static void fail() {
        throw new AssertionError("expected 1, found 2");
    }

    private static void assertBroken(Runnable promise, FailureClass kind) {
        assertThatThrownBy(promise::run)
                .isInstanceOfSatisfying(
                        BrokenPromise.class,
                        broken -> assertThat(broken.failureClass()).isEqualTo(kind))
                .hasMessage("expected 1, found 2");
    }
}
