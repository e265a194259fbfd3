package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.suites.mutants.DaxFsMutants;

/** With {@code POWERCUT_GOLDEN=update} in the environment, the page is written anew. */
@DisplayName("docs/guarantees.md has every crash test beside its guarantees, and every mutant with its place")
class GuaranteesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "guarantees.md");

    @Test
    void thePageIsUpToDate() throws IOException {
        Map<Class<?>, List<String>> tests = new LinkedHashMap<>();
        SuiteRun.crashTests(Map.of("powercut.states", "1"))
                .forEach(record ->
                        tests.put(record.test().testClass(), record.test().guarantees()));
        assertThat(tests).isNotEmpty();
        GuaranteesPage expected = new GuaranteesPage(tests, new DaxFsMutants().mutants());
        String page = Files.readString(PAGE);
        String updated = MarkdownTable.replace(MarkdownTable.replace(page, expected.guarantees()), expected.mutants());
        if ("update".equals(System.getenv("POWERCUT_GOLDEN"))) {
            Files.writeString(PAGE, updated);
        } else {
            assertThat(page).isEqualTo(updated);
        }
    }
}
