package org.powercut.framework.report;

import java.util.List;
import org.powercut.framework.engine.RepairText;
import org.powercut.framework.explore.Change;
import org.powercut.framework.explore.Repair;

/**
 * What came of trying to make a finding go away, as a field of {@code findings.jsonl}; docs/reports.md explains each field.
 */
record RepairJson(String outcome, List<Added> changes, int tried, String text) {

    /** A flush or fence that is added. */
    record Added(String what, String site, String at, String field) {
        static Added of(Change change) {
            return new Added(
                    change.what().name(), change.site().name(), change.site().toString(), change.field());
        }
    }

    static RepairJson of(Repair repair) {
        String text = String.join("\n", RepairText.lines(repair));
        return switch (repair) {
            case Repair.Verified verified ->
                new RepairJson(
                        "VERIFIED", verified.changes().stream().map(Added::of).toList(), verified.tried(), text);
            case Repair.NoneHelps none -> new RepairJson("NONE_HELPS", List.of(), none.tried(), text);
            case Repair.NotFound unknown -> new RepairJson("NOT_FOUND", List.of(), unknown.tried(), text);
            case Repair.NotTried untried -> new RepairJson("NOT_TRIED", List.of(), 0, text);
        };
    }
}
