package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Platform;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaState;

/** A state leaves nothing behind: the device is, page by page, what it was before. */
class StageTest {

    @Test
    void everyStateIsUndone() {
        Recording recording = Recorder.record(device -> {
            Random random = new Random(1);
            for (int i = 0; i < 60; i++) {
                long address = 8L * random.nextInt((int) Recorder.SIZE / 8);
                device.putLong(address, random.nextLong());
                if (i % 7 == 0) {
                    device.flush(address, 8);
                    device.fence();
                }
                if (i % 20 == 0) {
                    device.mediaErrors().poison(4096, 1, Visibility.LATENT);
                }
            }
        });
        AtomicReference<TracedDevice> used = new AtomicReference<>();
        Random scribbling = new Random(2);
        Subject scribbler = Recorder.subject(
                device -> {
                    used.set(device);
                    scribble(device, scribbling);
                },
                (device, crash) -> {
                    scribble(device, scribbling);
                    if (scribbling.nextBoolean()) {
                        throw new AssertionError("half of the states fail");
                    }
                });
        Beat beat = new Beat(Thread.currentThread(), Duration.ofMinutes(1).toNanos());
        try (Stage stage = new Stage(recording, new Settings().get(), scribbler, beat)) {
            for (int point : CrashPoints.of(recording.trace(), Platform.ADR)) {
                stage.advanceTo(point);
                CrashStates states = stage.states();
                Choice choice = new Choice();
                StateSequence sequence =
                        StateSequence.of(states, StateSequence.areAtMost(states, 50), 2, 50, 10, 3, new Means());
                while (sequence.next(choice)) {
                    TracedDevice device = used.get();
                    DeviceImage before = device == null ? null : device.image();
                    MediaState errors = device == null ? null : device.mediaState();
                    List<Integer> lost = choice.lost(states).stream().boxed().toList();
                    stage.run(List.of(new Cut(point, lost)));
                    if (before != null) {
                        assertThat(device.image().pages().keySet())
                                .isEqualTo(before.pages().keySet());
                        before.pages()
                                .forEach((at, page) -> assertThat(
                                                device.image().pages().get(at))
                                        .isEqualTo(page));
                        assertThat(device.mediaState()).isEqualTo(errors);
                    }
                }
            }
        }
        assertThat(used.get()).isNotNull();
    }

    private static void scribble(TracedDevice device, Random random) {
        for (int i = 0; i < 20; i++) {
            device.putLong(8L * random.nextInt((int) Recorder.SIZE / 8), random.nextLong());
        }
        device.mediaErrors().poison(512L * random.nextInt(100), 1, Visibility.LISTED);
    }
}
