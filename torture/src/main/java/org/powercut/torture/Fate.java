package org.powercut.torture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TestRecord;

/**
 * A planted bug, and what became of it.
 *
 * @param records the tests that were run on it
 * @param caughtBy the test that caught it
 * @param unsound tests with a finding that do not hold without the bug either
 * @param time from planting it to the end of the test that caught it, or of the last one
 */
record Fate(
        Mutant mutant,
        List<TestRecord> records,
        Optional<TestRecord> caughtBy,
        List<TestRecord> unsound,
        Duration time) {
    Fate {
        records = List.copyOf(records);
        unsound = List.copyOf(unsound);
    }

    boolean isCaught() {
        return caughtBy.isPresent();
    }

    Optional<Finding> finding() {
        return caughtBy.map(test -> test.findings().getFirst());
    }

    /** Why it survived, as far as tests that could not run, or prove nothing, say; {@code ""} if they say nothing. */
    String excuses() {
        String remarks = records.stream()
                .filter(test -> !test.remark().isEmpty())
                .map(test -> TestNames.of(test.test()) + " " + test.verdict().word() + ": "
                        + test.remark().lines().findFirst().orElse(""))
                .collect(Collectors.joining("; "));
        String noKills = unsound.stream()
                .map(test -> "; no kill: " + TestNames.of(test.test()) + " does not hold without the mutant either")
                .collect(Collectors.joining());
        return (remarks.isEmpty() ? "" : " (" + remarks + ")") + noKills;
    }
}
