package org.powercut.framework.engine;

import java.util.List;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.fault.Fault;

/** What came of a test: its exploration, and the faults of its plan that never struck. */
record Explored(Exploration exploration, List<Fault> idleFaults) {
    Explored {
        idleFaults = List.copyOf(idleFaults);
    }
}
