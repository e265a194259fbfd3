package org.powercut.framework.report;

import java.util.BitSet;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.model.Trace;

/**
 * Which events of a finding's trace a report holds: all of them, if they are few; else the last ones before the power cut, some
 * after it, and those that were lost, wherever they are. So a report's size has a bound, whatever the trace's is.
 */
final class ShownEvents {
    private static final int MOST_BEFORE = 20_000;
    private static final int MOST_AFTER = 2_000;

    /** Of what stores stored; a report has two characters for each. */
    private static final long MOST_BYTES = 4 << 20;

    private final Trace trace;
    private final BitSet shown = new BitSet();

    private ShownEvents(Trace trace) {
        this.trace = trace;
    }

    /** The numbers of the events. */
    static BitSet of(Finding finding) {
        Trace trace = finding.evidence().trace();
        int cut = Math.min(finding.crashPoint(), trace.size());
        ShownEvents events = new ShownEvents(trace);
        events.add(cut - 1, -1, MOST_BEFORE);
        events.add(cut, 1, MOST_AFTER);
        // a store that was lost during a recovery has a number beyond the trace
        finding.lost().stream()
                .mapToInt(LostStore::event)
                .filter(event -> event < trace.size())
                .forEach(events.shown::set);
        return events.shown;
    }

    private void add(int first, int step, int most) {
        long bytes = 0;
        int count = 0;
        for (int event = first; event >= 0 && event < trace.size() && count < most; event += step) {
            bytes += trace.kind(event).isStore() ? trace.length(event) : 0;
            if (bytes > MOST_BYTES) {
                return;
            }
            shown.set(event);
            count++;
        }
    }
}
