package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.framework.report.CountAudit.Counts;

class CountAuditTest {
    @TempDir
    private Path results;

    @Test
    void aTestAndEachOfItsFindingsIsOneResult() {
        TestRecord failed = new TestRecord(
                Samples.test(),
                Verdict.FAILED,
                Optional.of(Samples.exploration().coverage()),
                List.of(Samples.finding(), Samples.finding()),
                List.of(),
                "");
        TestRecord held = new TestRecord(Samples.test(), Verdict.HELD, Optional.empty(), List.of(), List.of(), "");
        TestRecord skipped =
                new TestRecord(Samples.test(), Verdict.SKIPPED, Optional.empty(), List.of(), List.of(), "why");
        assertThat(CountAudit.engine(List.of(failed, held, skipped))).isEqualTo(new Counts("engine", 1, 3, 1));
    }

    @Test
    void allureResultsAreCountedByStatus() throws Exception {
        write("a", "passed");
        write("b", "failed");
        write("c", "broken");
        write("d", "skipped");
        Files.writeString(results.resolve("e-result.json"), "{}");
        Files.writeString(results.resolve("f-container.json"), "{\"status\":\"passed\"}");
        assertThat(CountAudit.allure(results)).isEqualTo(new Counts("Allure", 1, 3, 1));
    }

    @Test
    void aDirectoryThatIsNotThereHoldsNothing() throws Exception {
        assertThat(CountAudit.allure(results.resolve("none")).total()).isZero();
    }

    @Test
    void agreementIsSilent() {
        assertThat(CountAudit.disagreement(new Counts("engine", 3, 1, 0), new Counts("JUnit", 3, 1, 0)))
                .isEmpty();
    }

    @Test
    void aLostResultIsShown() {
        assertThat(CountAudit.disagreement(
                        new Counts("engine", 3, 1, 0), new Counts("JUnit", 3, 1, 0), new Counts("Allure", 3, 0, 0)))
                .hasValueSatisfying(text -> assertThat(text).isEqualTo("""
                        results were lost: the counts of tests and failing interleavings do not agree
                        counted by  passed  failed  skipped  total
                        engine           3       1        0      4
                        JUnit            3       1        0      4
                        Allure           3       0        0      3
                        """));
    }

    @Test
    void theSameTotalOfOtherVerdictsIsNoAgreement() {
        assertThat(CountAudit.disagreement(new Counts("engine", 3, 1, 0), new Counts("JUnit", 4, 0, 0)))
                .isPresent();
    }

    private void write(String name, String status) throws Exception {
        Files.writeString(results.resolve(name + "-result.json"), "{\"status\":\"" + status + "\"}");
    }
}
