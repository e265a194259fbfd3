package org.powercut.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    private static final String SAMPLES = "--package=org.powercut.torture.samples";
    private static final String BUGGY = "--package=org.powercut.torture.buggy";

    @TempDir
    private Path directory;

    private CommandLineRun run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "run";
        System.arraycopy(args, 0, all, 1, args.length);
        all[all.length - 1] = "--out=" + directory;
        return CommandLineRun.of(all);
    }

    @Test
    void promisesThatHoldGiveZeroATableAndAReport() throws Exception {
        CommandLineRun run = run(SAMPLES, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "LogKeepsRecords.append +raw device, ADR +LOG-1 +\\d+ +\\d+ of \\d+ \\(exhaustive\\) +held")
                .contains("skipped  NotNow.append: only here to be skipped")
                .contains("report    " + directory.resolve("report/index.html"));
        JsonNode json = run.json();
        assertThat(json.get("tests").asInt()).isEqualTo(4);
        assertThat(json.get("passed").asInt()).isEqualTo(2);
        assertThat(json.get("failed").asInt()).isZero();
        assertThat(json.get("skipped").asInt()).isEqualTo(2);
        assertThat(json.get("states").asLong()).isGreaterThan(20);
        assertThat(json.get("exhaustiveTests").asInt()).isEqualTo(2);
        assertThat(json.get("findings").asInt()).isZero();
        assertThat(json.get("seconds").isNumber()).isTrue();
        assertThat(json.get("seed").asLong()).isZero();
        assertThat(directory.resolve("findings.jsonl")).isEmptyFile();
        assertThat(directory.resolve("report/index.html")).isNotEmptyFile();
        assertThat(directory.resolve("report/coverage.html")).content().contains("LogKeepsRecords", "exhaustive");
    }

    @Test
    void aFindingGivesOneAndEverythingToUnderstandIt() throws Exception {
        CommandLineRun run = run(BUGGY, "--json", "--seed=7");
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).doesNotContain("results were lost");
        assertThat(run.out())
                .contains("[torn write] the flag is there without its data")
                .contains("./powercut replay pc1-");
        assertThat(run.json().get("findings").asInt()).isEqualTo(1);
        assertThat(run.json().get("failed").asInt()).isEqualTo(1);
        assertThat(run.json().get("seed").asInt()).isEqualTo(7);

        JsonNode finding =
                new ObjectMapper().readTree(directory.resolve("findings.jsonl").toFile());
        assertThat(finding.get("failureClass").asText()).isEqualTo("TORN_WRITE");
        assertThat(finding.get("lost")).hasSize(1);
        assertThat(finding.get("lost").get(0).get("address").asInt()).isEqualTo(64);
        assertThat(finding.get("lost").get(0).get("site").asText()).isEqualTo("CountBeforeRecord.publish:putLong#0");
    }

    @Test
    void allureHasOneResultForTheTestAndOneForTheInterleaving() throws Exception {
        run(BUGGY);
        Path results = directory.resolve("allure-results");
        List<JsonNode> tests = results(results);
        assertThat(tests).hasSize(2);
        JsonNode interleaving = tests.stream()
                .filter(test -> test.get("name").asText().contains("interleaving"))
                .findFirst()
                .orElseThrow();
        assertThat(interleaving.get("statusDetails").get("message").asText()).startsWith("[torn write]");
        assertThat(interleaving.get("labels"))
                .extracting(label ->
                        label.get("name").asText() + "=" + label.get("value").asText())
                .contains("epic=Guarantees", "feature=LOG-2", "story=CountBeforeRecord", "suite=CountBeforeRecord")
                .contains("severity=critical", "framework=powercut", "platform=ADR");
        assertThat(interleaving.get("steps"))
                .extracting(step -> step.get("name").asText())
                .contains("recovery", "check")
                .anyMatch(name -> name.startsWith("power cut before event"));
        assertThat(interleaving.get("attachments"))
                .extracting(attachment -> attachment.get("name").asText())
                .contains("timeline", "cache lines at the cut", "image diff", "replay", "trace");
        for (JsonNode attachment : interleaving.get("attachments")) {
            assertThat(attachment.get("source").asText()).containsPattern("\\.(svg|html|txt|json)$");
            assertThat(results.resolve(attachment.get("source").asText())).isNotEmptyFile();
        }
        JsonNode test = tests.stream()
                .filter(each -> !each.get("name").asText().contains("interleaving"))
                .findFirst()
                .orElseThrow();
        assertThat(test.get("status").asText()).isEqualTo("failed");
        assertThat(test.get("parameters"))
                .extracting(parameter -> parameter.get("name").asText())
                .contains("crash points", "states explored", "distinguishable states", "chosen");
        assertThat(results.resolve("categories.json")).content().contains("Lost acknowledged data");
        assertThat(results.resolve("environment.properties"))
                .content()
                .contains("JDK = ", "Seed = 0", "Platforms = ADR");
        assertThat(results.resolve("executor.json")).content().contains("buildName");
    }

    @Test
    void aRunRemovesWhatTheOneBeforeLeftAndNothingElse() throws Exception {
        Path mine = Files.writeString(directory.resolve("mine.txt"), "mine");
        run(BUGGY);
        CommandLineRun second = run(SAMPLES);
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(directory.resolve("findings.jsonl")).isEmptyFile();
        assertThat(mine).hasContent("mine");
    }

    @Test
    void choicesNarrowTheRun() {
        CommandLineRun run =
                run(SAMPLES, "--json", "--suite=logkeeps*", "--platform=eadr", "--tag=quick", "--guarantee=LOG-1");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("tests").asInt()).isEqualTo(1);
        assertThat(run.out()).contains("raw device, EADR").doesNotContain("raw device, ADR");
    }

    @Test
    void progressIsShownOnStandardError() {
        CommandLineRun run = run(SAMPLES);
        assertThat(run.err()).contains("0 of 4 tests", "4 of 4 tests", "states/s", "0 findings");
    }

    @Test
    void threadsAndBudgetAreTaken() {
        CommandLineRun run = run(SAMPLES, "--threads=2", "--budget=1m", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("exhaustiveTests").asInt()).isEqualTo(2);
    }

    @Test
    void mutantsAreCaughtOneAfterTheOther() {
        CommandLineRun run = run(SAMPLES, "--mutant=sample-*", "--json");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "sample-count-not-flushed +LOG-1 +LogKeepsRecords.append +[0-9.]+ +PmemLog.commit:putLong#0 +1 line: ")
                .contains("    add a write-back of byte 0x0 after the putLong at")
                .contains("repairs: 3 verified, 0 that no flush or fence helps, 0 not found")
                .containsPattern("sample-record-not-fenced +LOG-1")
                .contains("    ./powercut replay pc1-")
                .contains("3 of 3 mutants caught");
        assertThat(run.json().get("mutants").asInt()).isEqualTo(3);
        assertThat(run.json().get("mutantsKilled").asInt()).isEqualTo(3);
        assertThat(directory.resolve("findings.jsonl")).content().hasLineCount(3);
    }

    @Test
    void mutantsHaveAReportThatNamesThem() throws Exception {
        CommandLineRun run = run(SAMPLES, "--mutant=sample-*");
        assertThat(run.err()).doesNotContain("results were lost");
        assertThat(run.out()).contains("report    " + directory.resolve("report/index.html"));
        assertThat(directory.resolve("report/index.html")).isNotEmptyFile();
        List<JsonNode> found = results(directory.resolve("allure-results")).stream()
                .filter(result -> result.get("name").asText().contains("interleaving"))
                .toList();
        assertThat(found).hasSize(3);
        assertThat(found).extracting(result -> result.get("historyId").asText()).doesNotHaveDuplicates();
        assertThat(found).allSatisfy(result -> {
            assertThat(result.get("name").asText()).contains("mutant sample-");
            assertThat(result.get("labels"))
                    .anyMatch(label -> label.get("name").asText().equals("mutant")
                            && label.get("value").asText().startsWith("sample-"));
        });
    }

    @Test
    void narrowingOptionsIntersectWithTheGuaranteesOfMutants() {
        CommandLineRun run = run(
                SAMPLES,
                "--package=org.powercut.torture.buggy",
                "--suite=LogKeepsRecords",
                "--mutant=sample-count-not-flushed,no-kill-sample");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("1 of 1 mutants caught");
        assertThat(run.err()).contains("1 of 2 mutants are left out");
        CommandLineRun nothing = run(
                SAMPLES, "--package=org.powercut.torture.buggy", "--suite=LogKeepsRecords", "--mutant=no-kill-sample");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("none of the chosen tests could catch mutant no-kill-sample");
    }

    @Test
    void mutantsOfOneFileSystemRunThere() {
        String suite = "--suite=SyncFileRangeKeepsOverwrites";
        CommandLineRun caught = run(suite, "--mutant=sync-range-writes-nothing");
        assertThat(caught.code()).as(caught.out() + caught.err()).isZero();
        assertThat(caught.out()).contains("sync-range-writes-nothing", "1 of 1 mutants caught");
        CommandLineRun elsewhere = run(suite, "--mutant=sync-range-writes-nothing", "--file-system=dax-fs:strong");
        assertThat(elsewhere.err())
                .contains("sync-range-writes-nothing can be caught by tests of G8 on dax-fs:weak only");
    }

    @Test
    void aTestThatFailsWithoutTheMutantTooIsNoKill() {
        CommandLineRun run = run(BUGGY, "--mutant=no-kill-sample", "--json");
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out())
                .contains("SURVIVED", "no kill: CountBeforeRecord.publish does not hold without the mutant either");
        assertThat(run.json().get("mutantsKilled").asInt()).isZero();
    }

    @Test
    void theLastLineOfProgressCountsWhatTheEndCounts() {
        CommandLineRun run = run(SAMPLES, "--states=3", "--states-per-point=2", "--threads=2", "--json");
        String last = run.err()
                .lines()
                .filter(line -> line.contains("states/s"))
                .reduce((a, b) -> b)
                .orElseThrow();
        assertThat(last).contains("  " + run.json().get("states").asLong() + " states  ");
        assertThat(run.json().get("exhaustiveTests").asInt()).isZero();
    }

    @Test
    void aSurvivorGivesOne() {
        CommandLineRun run = run(SAMPLES, "--mutant=survivor-*", "--json");
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("SURVIVED", "0 of 1 mutants caught");
        assertThat(run.json().get("mutantsKilled").asInt()).isZero();
    }

    private static List<JsonNode> results(Path directory) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        try (var files = Files.newDirectoryStream(directory, "*-result.json")) {
            List<JsonNode> all = new ArrayList<>();
            for (Path file : files) {
                all.add(mapper.readTree(file.toFile()));
            }
            return all;
        }
    }
}
