package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.List;

/** The order of persisting, as a question about two units: the plain form of the rules that the search follows fast. */
final class Needs {
    private Needs() {}

    /** Whether a unit needs no other: it can persist whatever else does. */
    static boolean nothing(Unit unit) {
        return unit.free && unit.barrier == null;
    }

    /** Whether {@code unit} can have persisted only if {@code earlier} has. */
    static boolean needs(Unit unit, Unit earlier, boolean acrossLines) {
        if (earlier.number >= unit.number || earlier.free) {
            return false;
        }
        return inOrder(unit, earlier, acrossLines) || behindBarrier(unit, earlier);
    }

    private static boolean inOrder(Unit unit, Unit earlier, boolean acrossLines) {
        if (unit.free || !acrossLines && unit.line != earlier.line) {
            return false;
        }
        return earlier.number < unit.after
                || unit.strict && earlier.strict && unit.event != earlier.event
                || unit.overlaps(earlier);
    }

    private static boolean behindBarrier(Unit unit, Unit earlier) {
        for (Barrier barrier = unit.barrier; barrier != null && !barrier.complete; barrier = barrier.previous) {
            if (barrier.line == earlier.line && earlier.number < barrier.before) {
                return true;
            }
        }
        return false;
    }

    /** The clflushes that still hold a unit back: those whose lines have something in flight from before them. */
    static List<Barrier> openBarriers(Unit unit) {
        if (unit.barrier == null) {
            return List.of();
        }
        List<Barrier> open = new ArrayList<>();
        for (Barrier barrier = unit.barrier; barrier != null && !barrier.complete; barrier = barrier.previous) {
            if (barrier.line.firstOpen() < barrier.before) {
                open.add(barrier);
            }
        }
        return open;
    }
}
