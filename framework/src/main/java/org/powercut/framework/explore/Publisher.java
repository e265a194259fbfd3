package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.powercut.framework.model.InFlightUnit;
import org.powercut.pmem.Pmem;

/**
 * Finds the store that published what was lost: one that came later and reached the media all the same, and without which
 * the failure goes away. It is found by losing it too, the latest first.
 */
final class Publisher {
    private static final int MOST_ATTEMPTS = 64;

    private final Stage stage;
    private final List<Cut> cuts;
    private final FailureClass failureClass;

    /** @param cuts a minimal failing state, the first cut of which is where the stage stands */
    Publisher(Stage stage, List<Cut> cuts, FailureClass failureClass) {
        this.stage = stage;
        this.cuts = cuts;
        this.failureClass = failureClass;
    }

    /** The event in the trace of one cut that publishes what that cut took; empty if no single one does. */
    OptionalInt at(int level, List<InFlightUnit> units) {
        List<Integer> lost = cuts.get(level).lost();
        if (lost.isEmpty() || failureClass == FailureClass.RUNAWAY) {
            return OptionalInt.empty();
        }
        int after = units.get(lost.getFirst()).event();
        TreeSet<Integer> later = new TreeSet<>();
        units.stream().map(InFlightUnit::event).filter(event -> event > after).forEach(later::add);
        int attempts = 0;
        for (int event : later.descendingSet()) {
            if (attempts++ == MOST_ATTEMPTS) {
                return OptionalInt.empty();
            }
            if (!failsWithout(level, event, units)) {
                return OptionalInt.of(event);
            }
        }
        return OptionalInt.empty();
    }

    /** Whether it fails the same way if an event and what came later in its lines is lost too; true if nothing can do that. */
    private boolean failsWithout(int level, int event, List<InFlightUnit> units) {
        BitSet lost = new BitSet();
        cuts.get(level).lost().forEach(lost::set);
        int before = lost.cardinality();
        for (int i = 0; i < units.size(); i++) {
            InFlightUnit unit = units.get(i);
            if (unit.event() == event || unit.event() > event && sharesLine(unit, event, units)) {
                lost.set(i);
            }
        }
        if (lost.cardinality() == before) {
            return true;
        }
        List<Cut> fewer = new ArrayList<>(cuts);
        fewer.set(
                level,
                new Cut(cuts.get(level).crashPoint(), lost.stream().boxed().toList()));
        try {
            Failure failure = stage.run(fewer);
            return failure != null && failure.failureClass() == failureClass;
        } catch (BadTokenException e) {
            // the order of persisting does not allow it
            return true;
        }
    }

    private static boolean sharesLine(InFlightUnit unit, int event, List<InFlightUnit> units) {
        long line = Pmem.floor(unit.address(), Pmem.LINE);
        return units.stream().anyMatch(each -> each.event() == event && Pmem.floor(each.address(), Pmem.LINE) == line);
    }
}
