package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.report.TestRecord;
import org.powercut.suites.mutants.DaxFsMutants;

/** The page docs/guarantees.md names every crash test beside its guarantees, and every mutant with its place. */
class GuaranteesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "guarantees.md");

    @Test
    void everyCrashTestStandsBesideItsGuarantees() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        List<TestRecord> tests = SuiteRun.crashTests(Map.of("powercut.states", "1"));
        assertThat(tests).isNotEmpty().allSatisfy(test -> {
            String name = test.test().testClass().getName();
            String link = "[" + name.substring(name.lastIndexOf('.') + 1).replace('$', '.') + "]";
            for (String guarantee : test.test().guarantees()) {
                assertThat(lines).anyMatch(line -> line.startsWith("| " + guarantee + " |") && line.contains(link));
            }
        });
    }

    @Test
    void everyMutantStandsWithWhatIsPlantedAndWhoMustCatchIt() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        assertThat(new DaxFsMutants().mutants())
                .allSatisfy((Mutant mutant) -> assertThat(lines)
                        .anyMatch(line -> line.startsWith("| `" + mutant.name() + "` |")
                                && line.contains("| " + mutant.description() + " |")
                                && line.contains("| " + String.join(", ", mutant.guarantees()) + " |")));
    }
}
