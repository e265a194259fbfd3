package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.powercut.framework.explore.PmemLog.Bug;

/** Each planted bug of a small log is found, minimal, and replays; the right log has no finding. */
class PlantedBugsTest {
    private final Explorer explorer = new Explorer();

    @Test
    void rightLogHasNoFindingAndIsExhausted() {
        Exploration exploration = explore(Bug.NONE);
        assertThat(exploration.findings()).isEmpty();
        Coverage coverage = exploration.coverage();
        assertThat(coverage.exhaustive()).isTrue();
        assertThat(coverage.means()).isEqualTo("exhaustive");
        // an append: before the record's fence, where nobody loads it; 2 before the count's; the operation ended;
        // acknowledged; and the next one began, the first one too
        assertThat(coverage.explored()).isEqualTo(16);
        assertThat(coverage.distinguishable()).isEqualTo(BigInteger.valueOf(coverage.explored()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyBugIsFoundAndReplays(Bug bug) {
        Exploration exploration = explore(bug);
        assertThat(exploration.findings()).isNotEmpty();
        for (Finding finding : exploration.findings()) {
            ReplayResult result = explorer.replay(
                    PmemLog.record(bug, 3),
                    PmemLog.subject(),
                    ExploreSettings.defaults(),
                    ReplayToken.parse(finding.token().toString()));
            assertThat(result.finding()).hasValueSatisfying(again -> {
                assertThat(again.failureClass()).isEqualTo(finding.failureClass());
                assertThat(again.message()).isEqualTo(finding.message());
                assertThat(again.lost()).isEqualTo(finding.lost());
                assertThat(again.evidence().timeline())
                        .isEqualTo(finding.evidence().timeline());
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("exact exploration finds of each bug what trying every image finds, and nothing else")
    void exactAndEveryImageAgree(Bug bug) {
        assertThat(signatures(bug, Search.EXACT)).isEqualTo(signatures(bug, Search.EVERY_IMAGE));
    }

    private Set<String> signatures(Bug bug, Search search) {
        ExploreSettings settings = new Settings()
                .search(search)
                .statesPerPoint(1 << 20)
                .maxFindings(1000)
                .get();
        Exploration exploration = explorer.explore(PmemLog.record(bug, 3), PmemLog::subject, settings, states -> {});
        assertThat(exploration.coverage().exhaustive()).isTrue();
        return exploration.findings().stream().map(Finding::signature).collect(Collectors.toSet());
    }

    @Test
    void missingRecordFlushLosesTheRecord() {
        Finding finding = explore(Bug.NO_RECORD_FLUSH).findings().getFirst();
        assertThat(finding.lost()).hasSize(1);
        assertThat(finding.lost().getFirst().site().number()).isEqualTo(PmemLog.RECORD_SITE);
        assertThat(finding.lost().getFirst().length()).isEqualTo(8);
    }

    @Test
    void missingRecordFenceLosesTheRecordWhileTheCountPersists() {
        Finding finding = explore(Bug.NO_RECORD_FENCE).findings().getFirst();
        assertThat(lostSites(finding)).containsOnly(PmemLog.RECORD_SITE);
        assertThat(finding.crash().operation())
                .hasValueSatisfying(name -> assertThat(name).startsWith("append"));
    }

    @Test
    void countFirstFailsEvenIfNothingIsLost() {
        Finding finding = explore(Bug.COUNT_FIRST).findings().getFirst();
        assertThat(lostSites(finding)).isSubsetOf(List.of(PmemLog.RECORD_SITE));
        assertThat(finding.failureClass()).isIn(FailureClass.STALE_DATA, FailureClass.TORN_WRITE);
    }

    @Test
    void missingCountFlushLosesWhatWasAcknowledged() {
        Finding finding = explore(Bug.NO_COUNT_FLUSH).findings().getFirst();
        assertThat(finding.failureClass()).isEqualTo(FailureClass.LOST_ACKNOWLEDGED_DATA);
        assertThat(lostSites(finding)).containsExactly(PmemLog.COUNT_SITE);
        assertThat(finding.evidence().lines()).isNotEmpty();
        assertThat(finding.evidence().changes()).hasSize(1);
    }

    @Test
    void overwritingInPlaceTears() {
        Finding finding = explore(Bug.IN_PLACE).findings().getFirst();
        assertThat(finding.failureClass()).isEqualTo(FailureClass.TORN_WRITE);
        // the value without its complement: the line keeps its order, so only the second store can be lost alone
        assertThat(finding.lost()).hasSize(1);
        assertThat(finding.lost().getFirst().address() % 16).isEqualTo(8);
    }

    private static List<Integer> lostSites(Finding finding) {
        return finding.lost().stream().map(store -> store.site().number()).toList();
    }

    private Exploration explore(Bug bug) {
        return explorer.explore(PmemLog.record(bug, 3), PmemLog::subject, ExploreSettings.defaults(), states -> {});
    }
}
