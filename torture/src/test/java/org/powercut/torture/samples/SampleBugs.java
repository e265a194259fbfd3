package org.powercut.torture.samples;

import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.engine.PublishedBug.Impossible;
import org.powercut.framework.engine.PublishedBug.Kind;
import org.powercut.framework.engine.PublishedBug.Planted;
import org.powercut.framework.engine.PublishedBug.Status;
import org.powercut.framework.engine.PublishedBugSource;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;

/** Bugs of logs like {@link PmemLog}: one that shows, one that does not, one that cannot be, one without a test. */
public final class SampleBugs implements PublishedBugSource {
    @Override
    public List<PublishedBug> bugs() {
        return List.of(
                bug(
                        "SAMPLE-FOUND",
                        planted("SAMPLE-FOUND", new DropFlush(Aim.at("PmemLog.commit:flush#0")), "LogKeepsRecords")),
                bug(
                        "SAMPLE-MISSED",
                        planted(
                                "SAMPLE-MISSED",
                                new DropFence(Aim.at("PmemLog.append:fence#0").occurrence(100)),
                                "LogKeepsRecords")),
                bug("SAMPLE-IMPOSSIBLE", new Impossible("a log has no directory")),
                bug("LOST-TEST", planted("LOST-TEST", new DropFence(Aim.at("PmemLog.append:fence#0")), "Nobody")));
    }

    private static PublishedBug bug(String id, Status status) {
        return new PublishedBug(
                id, "a reader", "a log", "", List.of(Kind.MISSING_FLUSH), "the count is not flushed", status);
    }

    private static Planted planted(String id, Fault fault, String test) {
        return new Planted(
                new Mutant(id, "the count is not flushed", "missing flush", List.of("LOG-1"), FaultPlan.of(id, fault)),
                test,
                FailureClass.LOST_ACKNOWLEDGED_DATA);
    }
}
