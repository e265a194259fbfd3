package org.powercut.benchmarks;

import java.time.Duration;
import java.util.List;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Search;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.Pmem;

/**
 * A litmus test as large as can be: so many lines are stored to, a word each, and then flushed and fenced together. Each
 * may be lost or not, so that there are 2^lines crash states at one point, and the check loads a word of every line.
 */
final class Litmus implements Subject {
    private static final long DEVICE_SIZE = 1 << 16;
    private static final long STATES = 1L << 40;

    private final int lines;

    Litmus(int lines) {
        this.lines = lines;
    }

    Recording record() {
        TracedDevice device = TracedDevice.ofSize(DEVICE_SIZE);
        DeviceImage zeros = device.image();
        Tape tape = new Tape();
        device.record(tape);
        for (int line = 0; line < lines; line++) {
            device.putLong((long) line * Pmem.LINE, line + 1L);
        }
        device.flush(0, (long) lines * Pmem.LINE);
        device.fence();
        device.stopRecording();
        device.release();
        SiteTable sites = new SiteTable(1, List.of());
        return new Recording(zeros, List.of(), List.of(), tape.trace(), sites, any -> MediaMap.unnamed(), "litmus");
    }

    Exploration explore(Recording recording, Search search, int threads) {
        ExploreSettings settings = new ExploreSettings(
                Platform.ADR,
                CompilerOrder.PROGRAM,
                search,
                0,
                Duration.ofHours(1),
                STATES,
                STATES,
                2,
                0,
                threads,
                0,
                1,
                1000);
        return new Explorer().explore(recording, () -> new Litmus(lines), settings, more -> {});
    }

    @Override
    public Object recover(TracedDevice device) {
        return device;
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) {
        for (int line = 0; line < lines; line++) {
            long word = device.getLong((long) line * Pmem.LINE);
            if (word != 0 && word != line + 1) {
                throw new BrokenPromise(FailureClass.TORN_WRITE, "line " + line + " holds " + word);
            }
        }
    }
}
