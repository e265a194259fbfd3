package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.Arrays;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * What there is to explore, without exploring it.
 *
 * @param points the crash points of the trace that are asked for
 * @param states the crash states of all points; equal ones of different points counted twice
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Survey(int[] points, BigInteger states) {

    static Survey of(Recording recording, ExploreSettings settings, Scope scope) {
        int[] points = Arrays.stream(points(recording.trace(), settings))
                .filter(scope::holds)
                .toArray();
        BigInteger count = BigInteger.ZERO;
        TracedDevice device = TracedDevice.of(recording.initial(), recording.listed(), recording.latent());
        try {
            InFlight inFlight = new InFlight(
                    recording.trace(), settings.platform(), settings.compilerOrder(), new DeviceMedium(device));
            for (int point : points) {
                inFlight.advanceTo(point);
                count = count.add(inFlight.states().count());
            }
        } finally {
            device.release();
        }
        return new Survey(points, count);
    }

    /**
     * The crash points, but for those that have nothing new: since the one before, nothing was stored, so that its states
     * are among the earlier ones, and nothing was told to the test that it could ask for.
     */
    static int[] points(Trace trace, ExploreSettings settings) {
        int[] all = CrashPoints.of(trace, settings.platform());
        Markers markers = new Markers(trace);
        int kept = 0;
        long before = 0;
        for (int i = 0; i < all.length; i++) {
            markers.advanceTo(all[i]);
            long context = markers.hash();
            if (kept == 0 || context != before || changes(trace, all[kept - 1], all[i])) {
                all[kept++] = all[i];
                before = context;
            }
        }
        return Arrays.copyOf(all, kept);
    }

    private static boolean changes(Trace trace, int from, int to) {
        for (int event = from; event < to; event++) {
            Kind kind = trace.kind(event);
            if (kind.isStore() || kind.isMedia()) {
                return true;
            }
        }
        return false;
    }
}
