package org.powercut.framework.explore;

import java.util.Arrays;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * What there is to explore, without exploring it.
 *
 * @param points the crash points of the trace that are asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Survey(int[] points) {

    static Survey of(Recording recording, ExploreSettings settings, Scope scope) {
        return new Survey(Arrays.stream(points(recording.trace(), settings))
                .filter(scope::holds)
                .toArray());
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
