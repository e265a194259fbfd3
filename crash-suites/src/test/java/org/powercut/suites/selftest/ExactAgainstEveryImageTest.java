package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.TestRecord;
import org.powercut.suites.mutants.DaxFsMutants;

/**
 * On bugs planted in dax-fs the exact search gives the verdicts that trying every image gives, wherever that comes to an end. What is few
 * enough is set by {@code -Dexact.states-per-point}; a build tries little, and only one bug in {@code -Dexact.every}.
 */
@DisplayName("planted bugs: exact search and every image give the same verdicts")
class ExactAgainstEveryImageTest {
    private static final int STATES_PER_POINT = Integer.getInteger("exact.states-per-point", 512);
    private static final int EVERY = Integer.getInteger("exact.every", 6);
    private static final int POINTS = 100;

    @Test
    void sameVerdicts() {
        List<Mutant> mutants = new DaxFsMutants()
                .mutants().stream()
                        .filter(mutant -> mutant.firstCaughtBy().isPresent())
                        .toList();
        int ended = 0;
        for (int i = 0; i < mutants.size(); i += EVERY) {
            Map<String, TestRecord> every = run(mutants.get(i), "every-image");
            Map<String, TestRecord> exact = run(mutants.get(i), "exact");
            List<String> comparable = new ArrayList<>(every.keySet());
            comparable.removeIf(test -> !isWhole(every.get(test)));
            for (String test : comparable) {
                assertThat(isWhole(exact.get(test)))
                        .as(
                                "%s with %s is exhaustive: %s, every image: %s",
                                test,
                                mutants.get(i).name(),
                                exact.get(test).coverage(),
                                every.get(test).coverage())
                        .isTrue();
                assertThat(verdict(exact.get(test)))
                        .as("%s with %s", test, mutants.get(i).name())
                        .isEqualTo(verdict(every.get(test)));
            }
            ended += comparable.size();
        }
        assertThat(ended).as("tests of which every image was tried").isPositive();
    }

    private static Map<String, TestRecord> run(Mutant mutant, String search) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("powercut.mutant", mutant.name());
        parameters.put("powercut.search", search);
        parameters.put("powercut.blame", "false");
        parameters.put("powercut.nested", "0");
        parameters.put("powercut.findings", "1000");
        parameters.put("powercut.budget", "1h");
        parameters.put("powercut.states", Integer.toString(POINTS * STATES_PER_POINT));
        parameters.put("powercut.states-per-point", Integer.toString(STATES_PER_POINT));
        mutant.fileSystem().ifPresent(name -> parameters.put("powercut.file-system", name));
        return SuiteRun.crashTests(mutant.firstCaughtBy().orElseThrow(), parameters).stream()
                .filter(record -> record.coverage().isPresent())
                .collect(Collectors.toMap(record -> record.test().uniqueId(), record -> record));
    }

    private static boolean isWhole(TestRecord record) {
        return record.coverage().map(Coverage::exhaustive).orElse(false);
    }

    private static Set<String> verdict(TestRecord record) {
        return record.findings().stream()
                .map(Finding::failureClass)
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
