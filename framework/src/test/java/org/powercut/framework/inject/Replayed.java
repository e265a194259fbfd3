package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.SimulatedDevice;

/** What a device holds after every event of a trace took effect, in order. */
final class Replayed {
    private Replayed() {}

    static void onto(SimulatedDevice device, Trace trace) {
        for (int event = 0; event < trace.size(); event++) {
            long address = trace.address(event);
            if (trace.kind(event).isStore()) {
                byte[] stored = new byte[(int) trace.length(event)];
                for (int i = 0; i < stored.length; i++) {
                    stored[i] = trace.storedByte(event, i);
                }
                device.putBytes(address, MemorySegment.ofArray(stored), 0, stored.length);
            }
            switch (trace.kind(event)) {
                case POISON_LATENT -> device.mediaErrors().poison(address, trace.length(event), Visibility.LATENT);
                case POISON_LISTED -> device.mediaErrors().poison(address, trace.length(event), Visibility.LISTED);
                case POISON_CLEARED -> device.mediaErrors().clear(new MediaRange(address, trace.length(event)));
                default -> {
                    // changes no byte
                }
            }
        }
    }
}
