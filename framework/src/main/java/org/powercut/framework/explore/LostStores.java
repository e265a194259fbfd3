package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.InFlightUnit;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;

/** Tells lost units as lost stores: neighbouring units of one event are one. */
final class LostStores {
    private LostStores() {}

    /** @param firstNumber what to add to the numbers of the trace's events */
    static List<LostStore> of(
            SiteTable sites, MediaMap names, Trace trace, int firstNumber, CrashStates states, BitSet lost) {
        List<InFlightUnit> units = states.inFlight();
        List<LostStore> stores = new ArrayList<>();
        for (int i = lost.nextSetBit(0); i >= 0; ) {
            InFlightUnit first = units.get(i);
            long end = first.address() + first.length();
            int next = lost.nextSetBit(i + 1);
            while (next >= 0
                    && units.get(next).event() == first.event()
                    && units.get(next).address() == end) {
                end += units.get(next).length();
                next = lost.nextSetBit(next + 1);
            }
            stores.add(new LostStore(
                    first.event() + firstNumber,
                    sites.site(trace.site(first.event())),
                    first.address(),
                    Math.toIntExact(end - first.address()),
                    names.nameOf(first.address())));
            i = next;
        }
        return stores;
    }
}
