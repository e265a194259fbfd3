package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Omission;
import org.powercut.framework.explore.Repair;
import org.powercut.samples.toyfs.ToyHistory;

/** A finding is shown with as few operations and faults as it needs, and its token replays it so. */
class ShrinkTest {
    @Test
    void whatTheFindingDoesNotNeedIsLeftOut() {
        Finding finding = run(Map.of());
        assertThat(finding.omitted())
                .containsExactly(
                        "write(/x, 8 bytes at 0)",
                        "write(/x, 8 bytes at 0)",
                        "unlink(/x)",
                        "fault: drop fence at ToyFile.write:fence, time 2");
        assertThat(finding.token().omission()).isEqualTo(new Omission(List.of(0, 2, 3), List.of(0)));
        assertThat(finding.lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.site().method()).isEqualTo("rename"));
        assertThat(finding.repair()).containsInstanceOf(Repair.Verified.class);
    }

    @Test
    void theTokenReplaysItWithoutWhatWasLeftOut() {
        Finding finding = run(Map.of());
        Finding again = run(Map.of("powercut.replay", finding.token().toString()));
        assertThat(again.token()).isEqualTo(finding.token());
        assertThat(again.message()).isEqualTo(finding.message());
        assertThat(again.omitted()).isEqualTo(finding.omitted());
        assertThat(again.lost()).isEqualTo(finding.lost());
        assertThat(again.evidence().timeline()).isEqualTo(finding.evidence().timeline());
        assertThat(again.repair()).isEqualTo(finding.repair());
    }

    @Test
    void withoutBlameFindingsAreAsTheyWereFound() {
        Finding finding = run(Map.of("powercut.blame", "false"));
        assertThat(finding.omitted()).isEmpty();
        assertThat(finding.token().omission()).isEqualTo(Omission.nothing());
        assertThat(finding.repair()).isEmpty();
    }

    private static Finding run(Map<String, String> parameters) {
        RecordedCalls heard = new RecordedCalls();
        EngineTestKit.engine(new PowercutTestEngine(List.of(heard)))
                .selectors(selectClass(ToyHistory.class))
                .configurationParameters(parameters)
                .execute();
        assertThat(heard.findings).hasSize(1);
        return heard.findings.getFirst();
    }
}
