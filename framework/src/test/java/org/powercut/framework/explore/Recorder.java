package org.powercut.framework.explore;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;

/** Runs a workload on a small device and records it. */
final class Recorder {
    static final long SIZE = 1 << 16;
    private static final int SITES = 16;

    private Recorder() {}

    static Recording record(Consumer<TracedDevice> workload) {
        return record(device -> {}, workload);
    }

    static Recording record(Consumer<TracedDevice> prepare, Consumer<TracedDevice> workload) {
        try (TracedDevice device = TracedDevice.ofSize(SIZE)) {
            prepare.accept(device);
            DeviceImage initial = device.image();
            var media = device.mediaState();
            Tape tape = new Tape();
            device.record(tape);
            workload.accept(device);
            device.stopRecording();
            return new Recording(
                    initial, media.listed(), media.latent(), tape.trace(), sites(), any -> MediaMap.unnamed(), "test");
        }
    }

    /** Sites {@code s1}, {@code s2}, ... */
    static SiteTable sites() {
        Stream<Site> numbered = IntStream.range(1, SITES).mapToObj(i -> new Site(i, "Program", "s" + i, i, "store", 0));
        return new SiteTable(
                42, Stream.concat(Stream.of(Site.UNINSTRUMENTED), numbered).toList());
    }

    /** A subject whose recovery and check are given. */
    static Subject subject(Recovery recovery, Check check) {
        return new Subject() {
            @Override
            public Object recover(TracedDevice device) throws Throwable {
                recovery.recover(device);
                return List.of();
            }

            @Override
            public void check(TracedDevice device, Object recovered, CrashInfo crash) throws Throwable {
                check.check(device, crash);
            }
        };
    }

    static Subject checked(Check check) {
        return subject(device -> {}, check);
    }

    @FunctionalInterface
    interface Recovery {
        void recover(TracedDevice device) throws Throwable;
    }

    @FunctionalInterface
    interface Check {
        void check(TracedDevice device, CrashInfo crash) throws Throwable;
    }
}
