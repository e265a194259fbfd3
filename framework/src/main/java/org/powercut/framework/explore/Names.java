package org.powercut.framework.explore;

import org.powercut.daxfs.MediaMap;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * The names of the device's places around a power cut: as they are once the operation that the cut interrupts has ended
 * and everything has persisted, because a page that the operation takes into use has no name before, and may have lost
 * it again at the end of the workload.
 */
final class Names implements AutoCloseable {
    private final TracedDevice device;
    private final MediaMap map;

    private Names(TracedDevice device, MediaMap map) {
        this.device = device;
        this.map = map;
    }

    /** @param cut position in the recording's trace */
    static Names around(Recording recording, ExploreSettings settings, int cut) {
        TracedDevice device = TracedDevice.of(recording.initial(), recording.listed(), recording.latent());
        new InFlight(recording.trace(), settings.platform(), settings.compilerOrder(), new DeviceMedium(device))
                .advanceTo(endOfOperation(recording.trace(), cut));
        return new Names(device, recording.names().apply(device));
    }

    MediaMap map() {
        return map;
    }

    /** The first position from the cut on at which no operation runs; the end of the trace if there is none. */
    private static int endOfOperation(Trace trace, int cut) {
        int running = 0;
        for (int event = 0; event < trace.size(); event++) {
            if (event >= cut && running == 0) {
                return event;
            }
            if (trace.kind(event) == Kind.OPERATION_BEGIN) {
                running++;
            } else if (trace.kind(event) == Kind.OPERATION_END) {
                running--;
            }
        }
        return trace.size();
    }

    /** Gives the memory back; the map is of no use any more. */
    @Override
    public void close() {
        device.release();
    }
}
