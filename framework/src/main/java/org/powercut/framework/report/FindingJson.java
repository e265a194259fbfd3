package org.powercut.framework.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.model.Site;

/**
 * A finding as one line of {@code findings.jsonl}; docs/reports.md explains each field. {@link #FORMAT} changes whenever
 * a reader of the old form would misread the new one.
 */
record FindingJson(
        String format,
        String token,
        String test,
        @JsonProperty("class") String testClass,
        String workload,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String operations,
        String fileSystem,
        String platform,
        String faults,
        long seed,
        List<String> guarantees,
        List<String> omitted,
        String failureClass,
        String message,
        int crashPoint,
        List<String> milestones,
        String operation,
        int nested,
        List<Lost> lost,
        boolean minimal,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RepairJson repair,
        String signature) {
    static final String FORMAT = "powercut-finding/1";

    /** A lost store: where it was issued, and what of the device it was about. */
    record Lost(int event, String site, String at, long address, int length, String field) {
        static Lost of(LostStore store) {
            Site site = store.site();
            return new Lost(
                    store.event(), site.name(), site.toString(), store.address(), store.length(), store.field());
        }
    }

    static FindingJson of(CrashTestInfo test, Finding finding) {
        return new FindingJson(
                FORMAT,
                finding.token().toString(),
                test.id(),
                test.testClass().getName(),
                test.workload(),
                finding.token().workload(),
                test.fileSystem(),
                test.platform().name(),
                test.faults(),
                test.seed(),
                test.guarantees(),
                finding.omitted(),
                finding.failureClass().name(),
                finding.message(),
                finding.crashPoint(),
                finding.crash().milestones(),
                finding.crash().operation().orElse(""),
                finding.crash().nested(),
                finding.lost().stream().map(Lost::of).toList(),
                finding.minimal(),
                finding.repair().map(RepairJson::of).orElse(null),
                finding.signature());
    }
}
