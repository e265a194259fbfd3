package org.powercut.framework.inject;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * Which lines of a one-thread trace are not yet durable at its end: by the plainest rules, on purpose not those of the
 * model, so that a wrong recording is seen here whatever the model thinks.
 */
final class Durable {
    private enum State {
        DIRTY,
        FLUSHED
    }

    private Durable() {}

    /** Numbers of the lines that a power cut after the last event can still take something from. */
    static TreeSet<Long> inFlight(Trace trace) {
        Map<Long, State> lines = new HashMap<>();
        for (int event = 0; event < trace.size(); event++) {
            Kind kind = trace.kind(event);
            boolean fencedStore = kind.isStore() && trace.mode(event) == AccessMode.VOLATILE;
            if (kind.isFence() || fencedStore) {
                lines.values().removeIf(State.FLUSHED::equals);
            }
            if (kind.isStore() || kind.isFlush()) {
                long last = (trace.address(event) + trace.length(event) - 1) / Pmem.LINE;
                for (long line = trace.address(event) / Pmem.LINE; line <= last; line++) {
                    switch (kind) {
                        case NT_STORE, DIRECT_STORE -> lines.putIfAbsent(line, State.FLUSHED);
                        case STORE, LOCKED -> lines.put(line, State.DIRTY);
                        default -> lines.replace(line, State.FLUSHED);
                    }
                }
            }
        }
        return new TreeSet<>(lines.keySet());
    }
}
