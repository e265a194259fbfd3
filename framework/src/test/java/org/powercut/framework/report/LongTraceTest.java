package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qameta.allure.model.StepResult;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;

@DisplayName("Reports of a finding in a long trace")
class LongTraceTest {
    private static final int EVENTS = 100_000;

    @Test
    @DisplayName("hold what is near the cut and what was lost, and say how much they leave out")
    void bounded() throws IOException {
        Tape tape = new Tape();
        for (int i = 0; i < EVENTS; i++) {
            tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, 1, 8L * i, 8, i);
        }
        JsonNode json = new ObjectMapper().readTree(TraceJson.of("test", finding(tape.trace(), 70_000, 17)));
        assertThat(json.get("events")).hasSize(22_001);
        assertThat(json.get("leftOut").asInt()).isEqualTo(EVENTS - 22_001);
        assertThat(json.get("events").get(0).get("event").asInt()).isEqualTo(17);
        assertThat(json.get("events").get(1).get("event").asInt()).isEqualTo(50_000);
        assertThat(json.get("events").get(22_000).get("event").asInt()).isEqualTo(71_999);
    }

    @Test
    @DisplayName("hold only so much of what was stored")
    void boundedBytes() throws IOException {
        Tape tape = new Tape();
        for (int i = 0; i < 100; i++) {
            tape.bulkStore(Kind.STORE, 0, 0, 1, 0, MemorySegment.ofArray(new byte[1 << 20]), 0, 1 << 20);
        }
        JsonNode json = new ObjectMapper().readTree(TraceJson.of("test", finding(tape.trace(), 50, 48)));
        assertThat(json.get("events")).hasSize(4 + 4);
        assertThat(json.get("leftOut").asInt()).isEqualTo(100 - 8);
    }

    @Test
    @DisplayName("tell the latest operations and milestones, and how many came before")
    void steps() {
        Tape tape = new Tape();
        for (int i = 0; i < 1000; i++) {
            tape.marker(Kind.OPERATION_BEGIN, 0, "write " + i);
            tape.marker(Kind.OPERATION_END, 0, "write " + i);
            tape.marker(Kind.MILESTONE, 0, "written " + i);
        }
        tape.marker(Kind.OPERATION_BEGIN, 0, "sync");
        Trace trace = tape.trace();
        List<StepResult> steps = InterleavingSteps.of(finding(trace, trace.size(), 0));
        assertThat(steps)
                .extracting(StepResult::getName)
                .hasSize(1 + 21 + 3)
                .contains("1981 operations and milestones before", "milestone: written 999")
                .contains("sync (running when the power was cut)")
                .doesNotContain("write 989");
        CrashInfo crash = new CrashInfo(Collections.nCopies(1000, "written"), Optional.empty(), 0);
        assertThat(crash.milestonesInWords())
                .startsWith("980 others, written, ")
                .hasSizeLessThan(300);
    }

    private static Finding finding(Trace trace, int crashPoint, int lost) {
        Finding sample = Samples.finding();
        return new Finding(
                sample.token(),
                sample.failureClass(),
                sample.message(),
                sample.failure(),
                crashPoint,
                sample.crash(),
                List.of(new LostStore(lost, Site.UNINSTRUMENTED, 8L * lost, 8, "")),
                new Evidence(List.of(), List.of(), List.of(), 0, trace, Samples.SITES));
    }
}
