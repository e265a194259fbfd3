package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.framework.explore.Change;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Repair;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.report.TestRecord;
import org.powercut.framework.report.Verdict;

/**
 * Generated workloads find planted bugs alone, by the shortest workload that shows them, and the same each time. That they
 * are silent without a bug is shown by the run of this module itself.
 */
@DisplayName("generated workloads find planted bugs alone")
class GeneratedWorkloadsTest {
    @TempDir
    private Path corpus;

    private final Map<String, String> parameters = new HashMap<>(Map.of(
            "powercut.findings", "1",
            "powercut.budget", "10m",
            "powercut.file-system", "dax-fs:strong"));

    private List<TestRecord> run(String... more) {
        Map<String, String> all = new HashMap<>(parameters);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return SuiteRun.crashTests(all);
    }

    private static Finding finding(List<TestRecord> records) {
        return records.stream()
                .flatMap(record -> record.findings().stream())
                .findFirst()
                .orElseThrow();
    }

    private static Steps workload(Finding finding) {
        return Steps.parse(finding.token().workload());
    }

    @Test
    void aLongWorkloadThatFailsIsMadeShort() {
        Finding finding = finding(run(
                "powercut.generated", "seq-3",
                "powercut.generated-sample", "40",
                "powercut.mutant", "rename-without-journal"));
        assertThat(workload(finding).operations()).hasSize(1);
        assertThat(workload(finding).needs()).isEmpty();
    }

    @Test
    void aTokenReplaysTheWorkloadThatItNamesAndItsRepair() {
        Finding finding = finding(run("powercut.generated", "seq-1", "powercut.mutant", "tail-not-flushed"));
        assertThat(finding.repair())
                .hasValueSatisfying(repair -> assertThat(repair)
                        .isInstanceOfSatisfying(
                                Repair.Verified.class,
                                verified -> assertThat(verified.changes())
                                        .extracting(Change::what)
                                        .contains(Change.What.FLUSH_AFTER)));
        List<TestRecord> again = run(
                "powercut.mutant",
                "tail-not-flushed",
                "powercut.replay",
                finding.token().toString());
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().findings()).singleElement().satisfies(replayed -> {
            assertThat(replayed.token()).isEqualTo(finding.token());
            assertThat(replayed.message()).isEqualTo(finding.message());
            assertThat(replayed.lost()).isEqualTo(finding.lost());
            assertThat(replayed.repair()).isEqualTo(finding.repair());
        });
        List<TestRecord> healthy = run("powercut.replay", finding.token().toString(), "powercut.findings", "3");
        assertThat(healthy).as("the token is of the mutant").isEmpty();
    }

    @Test
    void theFuzzerFindsABugFromASeedTheSameEachTime() {
        Finding one = finding(fuzz("1"));
        assertThat(workload(one).operations()).hasSizeGreaterThan(1);
        assertThat(finding(fuzz("2")).token()).isEqualTo(one.token());
    }

    private List<TestRecord> fuzz(String threads) {
        return run(
                "powercut.generated", "fuzz",
                "powercut.seed", "1",
                "powercut.threads", threads,
                "powercut.mutant", "shared-block-freed-early");
    }

    @Test
    void whatFailsIsKeptAndComesFirst() throws Exception {
        List<String> kept = run(
                        "powercut.generated", "seq-1",
                        "powercut.corpus", corpus.toString(),
                        "powercut.mutant", "tail-not-flushed")
                .stream()
                .flatMap(record -> record.findings().stream())
                .map(finding -> finding.token().workload())
                .distinct()
                .toList();
        try (var files = Files.list(corpus)) {
            assertThat(files).hasSameSizeAs(kept).allSatisfy(file -> {
                assertThat(file.getFileName().toString()).startsWith("failing-");
                assertThat(Files.readAllLines(file)).hasSize(2).last().isIn(kept);
            });
        }
        Finding again = finding(run(
                "powercut.generated", "fuzz",
                "powercut.corpus", corpus.toString(),
                "powercut.mutant", "tail-not-flushed"));
        assertThat(kept).contains(again.token().workload());
    }

    @Test
    void aCorpusThatIsNoneIsRefused() throws Exception {
        Files.writeString(corpus.resolve("mine.workload"), "# mine\n\ncreate /a; eat /b\n");
        List<TestRecord> records = run("powercut.generated", "fuzz", "powercut.corpus", corpus.toString());
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.verdict()).isEqualTo(Verdict.BROKEN);
            assertThat(record.remark()).contains("line 3 of", "mine.workload", "there is no operation eat");
        });
    }
}
