package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.TestResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Finding;

/** What is added to Allure's own results, on a real lifecycle and real files. */
class AllureFindingsTest {
    @TempDir
    private Path results;

    private AllureLifecycle lifecycle;
    private AllureFindings findings;

    @BeforeEach
    void listen() {
        lifecycle = new AllureLifecycle(new FileSystemResultsWriter(results));
        findings = new AllureFindings(lifecycle, results, Path.of(""), Map.of("Seed", "7"));
    }

    /** A test with one failing interleaving, in the order in which JUnit and the engine tell of them. */
    private void runFailingTest() {
        Finding finding = Samples.finding();
        start("test", Samples.test().uniqueId());
        findings.testStarted(Samples.test());
        start("interleaving", "interleaving of JUnit");
        findings.finding(Samples.test(), finding, "interleaving of JUnit");
        stop("interleaving", Status.FAILED);
        findings.testExplored(Samples.test(), Samples.exploration(finding));
        stop("test", Status.FAILED);
    }

    @Test
    void anInterleavingIsExplained() throws Exception {
        runFailingTest();
        JsonNode result = result("interleaving");
        assertThat(labels(result))
                .contains("epic=Guarantees", "story=Samples", "severity=blocker", "suite=Samples", "framework=powercut")
                .contains("feature=G9 strong contract: every operation survives once it returned")
                .contains("feature=G44 device: 8-byte atoms, lines in store order")
                .doesNotContain("suite=of JUnit", "subSuite=of JUnit");
        assertThat(result.get("steps"))
                .extracting(step ->
                        step.get("name").asText() + " " + step.get("status").asText())
                .containsExactly(
                        "prepare: a durable starting point passed",
                        "append(<first>) (running when the power was cut) broken",
                        "append(second) (running when the power was cut) broken",
                        "milestone: first appended passed",
                        "power cut before event 8 passed",
                        "recovery passed",
                        "check failed",
                        "repair passed");
        assertThat(result.get("attachments"))
                .extracting(attachment -> attachment.get("name").asText())
                .containsExactly(
                        "timeline", "cache lines at the cut", "image diff", "timeline as text", "replay", "trace");
        for (JsonNode attachment : result.get("attachments")) {
            assertThat(attachment.get("source").asText()).matches(".*\\.(svg|html|txt|json)");
            assertThat(results.resolve(attachment.get("source").asText())).isNotEmptyFile();
        }
    }

    @Test
    void aTestShowsItsCountsThoughItsInterleavingRanInBetween() throws Exception {
        runFailingTest();
        assertThat(result("test").get("parameters"))
                .extracting(parameter -> parameter.get("name").asText() + "="
                        + parameter.get("value").asText())
                .contains("crash points=12", "states explored=1,203", "distinguishable states=1,203", "findings=1");
    }

    @Test
    void resultsHaveNamesThatSayWhatWasTested() throws Exception {
        runFailingTest();
        assertThat(result("test").get("name").asText()).isEqualTo(Samples.test().displayName());
        assertThat(result("interleaving").get("name").asText())
                .isEqualTo(Samples.test().displayName() + ", interleaving");
    }

    @Test
    void parametersLeaveTheHistoryAlone() throws Exception {
        runFailingTest();
        for (String name : List.of("test", "interleaving")) {
            assertThat(result(name).get("parameters"))
                    .isNotEmpty()
                    .allMatch(parameter -> parameter.get("excluded").asBoolean());
        }
    }

    @Test
    void resultsOnAMutantNameItAndHaveAHistoryOfTheirOwn() throws Exception {
        runFailingTest();
        String plain = result("test").get("historyId").asText();
        findings = findings.onMutant("tail-not-flushed");
        runFailingTest();
        for (String name : List.of("test", "interleaving")) {
            JsonNode result = result(name);
            assertThat(labels(result)).contains("mutant=tail-not-flushed");
            assertThat(result.get("name").asText()).contains(", mutant tail-not-flushed");
            assertThat(result.get("parameters"))
                    .extracting(parameter -> parameter.get("name").asText() + "="
                            + parameter.get("value").asText())
                    .contains("mutant=tail-not-flushed");
        }
        assertThat(result("test").get("historyId").asText()).isNotEqualTo(plain);
    }

    @Test
    void withoutMilestonesTheParameterSaysSo() throws Exception {
        Finding early = Samples.finding(new CrashInfo(List.of(), Optional.empty(), 0));
        start("interleaving", "interleaving of JUnit");
        findings.finding(Samples.test(), early, "interleaving of JUnit");
        stop("interleaving", Status.FAILED);
        assertThat(result("interleaving").get("parameters"))
                .extracting(parameter -> parameter.get("name").asText() + "="
                        + parameter.get("value").asText())
                .contains("milestones=none");
    }

    @Test
    void environmentAndExecutorAreFilledIn() throws Exception {
        runFailingTest();
        Properties environment = new Properties();
        try (var in = Files.newInputStream(results.resolve("environment.properties"))) {
            environment.load(in);
        }
        assertThat(environment)
                .containsEntry("Seed", "7")
                .containsEntry("File systems", "raw device")
                .containsEntry("Platforms", "ADR")
                .containsKeys("JDK", "OS", "Processors");
        assertThat(json(results.resolve("executor.json")).get("name").asText()).isNotEmpty();
    }

    @Test
    void aPageOnTheWholeRunIsShownWithEveryResult() throws Exception {
        runFailingTest();
        findings.attachToAll("coverage", "<html></html>");
        List<JsonNode> containers = all("*-container.json");
        assertThat(containers).hasSize(1);
        assertThat(containers.getFirst().get("children")).hasSize(2);
        String page = containers
                .getFirst()
                .get("afters")
                .get(0)
                .get("attachments")
                .get(0)
                .get("source")
                .asText();
        assertThat(results.resolve(page)).hasContent("<html></html>");
        assertThat(CountAudit.allure(results).total()).isEqualTo(2);
    }

    @Test
    void whereAllureDoesNotListenNothingIsWritten() {
        findings.testStarted(Samples.test());
        findings.finding(Samples.test(), Samples.finding(), "id");
        findings.testExplored(Samples.test(), Samples.exploration());
        assertThat(results).isEmptyDirectory();
    }

    @Test
    void aTestThatCrashTestsRunInsideOfIsLeftAlone() throws Exception {
        start("outer", "another test");
        findings.testStarted(Samples.test());
        findings.finding(Samples.test(), Samples.finding(), "id");
        findings.testExplored(Samples.test(), Samples.exploration());
        stop("outer", Status.PASSED);
        JsonNode outer = result("outer");
        assertThat(labels(outer)).contains("suite=of JUnit").doesNotContain("epic=Guarantees");
        assertThat(outer.get("steps")).isEmpty();
        assertThat(outer.get("parameters")).isEmpty();
        assertThat(outer.get("attachments")).isEmpty();
    }

    private void start(String name, String uniqueId) {
        lifecycle.scheduleTestCase(new TestResult()
                .setUuid(name)
                .setHistoryId("history of " + uniqueId)
                .setName(name)
                .setLabels(List.of(
                        new Label().setName("junit.platform.uniqueid").setValue(uniqueId),
                        new Label().setName("suite").setValue("of JUnit"),
                        new Label().setName("subSuite").setValue("of JUnit"))));
        lifecycle.startTestCase(name);
    }

    private void stop(String name, Status status) {
        lifecycle.updateTestCase(name, result -> result.setStatus(status));
        lifecycle.stopTestCase(name);
        lifecycle.writeTestCase(name);
    }

    private JsonNode result(String name) throws IOException {
        return json(results.resolve(name + "-result.json"));
    }

    private List<JsonNode> all(String glob) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(results, glob)) {
            for (Path file : files) {
                found.add(json(file));
            }
        }
        return found;
    }

    private static List<String> labels(JsonNode result) {
        List<String> labels = new ArrayList<>();
        result.get("labels")
                .forEach(label -> labels.add(
                        label.get("name").asText() + "=" + label.get("value").asText()));
        return labels;
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
