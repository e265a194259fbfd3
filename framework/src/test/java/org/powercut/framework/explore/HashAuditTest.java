package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;

@DisplayName("The debug mode for hashes")
class HashAuditTest {
    private static final String PROPERTY = "powercut.debug.hashes";

    @BeforeEach
    void on() {
        System.setProperty(PROPERTY, "true");
    }

    @AfterEach
    void off() {
        System.clearProperty(PROPERTY);
    }

    @Test
    @DisplayName("tells of two images with one hash, be it that bytes differ or media errors")
    void collision() {
        HashAudit audit = HashAudit.configured();
        TracedDevice device = TracedDevice.ofSize(8192);
        audit.see(1, device);
        device.putLong(4096, 5);
        audit.see(2, device);
        audit.see(2, device);
        assertThatIllegalStateException().isThrownBy(() -> audit.see(1, device)).withMessageContaining("0001");
        device.mediaErrors().poison(0, 512, Visibility.LATENT);
        assertThatIllegalStateException().isThrownBy(() -> audit.see(2, device));
        audit.clear();
        audit.see(2, device);
        device.release();
    }

    @Test
    @DisplayName("finds none while workloads are explored, nested power cuts too, by either search")
    void exploring() {
        for (Search search : Search.values()) {
            for (PmemLog.Bug bug : PmemLog.Bug.values()) {
                Exploration exploration = new Explorer()
                        .explore(
                                PmemLog.record(bug, 3),
                                HashAuditTest::repairing,
                                new Settings().search(search).statesPerPoint(6).get(),
                                more -> {});
                assertThat(exploration.findings().isEmpty()).isEqualTo(bug == PmemLog.Bug.NONE);
                assertThat(exploration.coverage().explored()).isPositive();
            }
        }
    }

    @Test
    @DisplayName(
            "finds none where recovery after recovery puts the same over what it has not looked at, and forgets what that was")
    void recoveriesThatUndo() {
        Recording recording = Recorder.record(device -> {
            device.putLong(0, 7);
            device.putLong(0, 8);
            device.putLong(128, 9);
        });
        Subject undoing = Recorder.subject(
                device -> {
                    long before = device.getLong(0);
                    if (before != 0) {
                        persist(device, 128, before);
                        persist(device, 0, 0);
                    }
                },
                (device, crash) -> device.getLong(128));
        exploreTwiceCut(recording, undoing);
    }

    private static void persist(TracedDevice device, long address, long word) {
        device.putLong(address, word);
        device.flush(address, Long.BYTES);
        device.fence();
    }

    @Test
    @DisplayName("finds none where each recovery clears the same media error")
    void recoveriesThatClearTheSame() {
        MediaRange bad = new MediaRange(512, 512);
        exploreTwiceCut(
                Recorder.record(
                        device -> device.mediaErrors().poison(512, 512, Visibility.LISTED),
                        device -> device.putLong(0, 1)),
                Recorder.subject(device -> device.mediaErrors().clear(bad), (device, crash) -> device.getLong(0)));
    }

    private static void exploreTwiceCut(Recording recording, Subject subject) {
        for (Search search : Search.values()) {
            Exploration exploration = new Explorer()
                    .explore(
                            recording,
                            () -> subject,
                            new Settings().search(search).get(),
                            more -> {});
            assertThat(exploration.findings()).isEmpty();
            assertThat(exploration.coverage().exhaustive()).isTrue();
        }
    }

    /** Recovery that stores, so that it is cut again. */
    private static Subject repairing() {
        return Recorder.subject(
                device -> {
                    device.putLong(32768, device.getLong(0) + 1);
                    device.flush(32768, 8);
                    device.fence();
                },
                (device, crash) -> PmemLog.subject().check(device, device, crash));
    }
}
