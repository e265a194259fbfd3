package org.powercut.torture;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A mutation run in numbers: the JSON object of {@code --json}, field for field.
 *
 * @param mutants places from which something was taken
 * @param mutantsKilled that a test noticed
 * @param survived that the tests execute, and none noticed
 * @param neverExecuted that no test executes
 * @param tests crash tests that took part
 * @param seconds wall-clock time
 * @param seed of every choice
 */
record MutationSummary(
        int mutants, long mutantsKilled, long survived, long neverExecuted, int tests, BigDecimal seconds, long seed) {

    static MutationSummary of(List<MutationFate> fates, int tests, Duration elapsed, long seed) {
        Map<MutationFate.Verdict, Long> counts = MutationTable.count(fates);
        return new MutationSummary(
                fates.size(),
                counts.getOrDefault(MutationFate.Verdict.KILLED, 0L),
                counts.getOrDefault(MutationFate.Verdict.SURVIVED, 0L),
                counts.getOrDefault(MutationFate.Verdict.NEVER_EXECUTED, 0L),
                tests,
                BigDecimal.valueOf(elapsed.toMillis(), 3).setScale(1, RoundingMode.HALF_UP),
                seed);
    }

    boolean allKilled() {
        return mutantsKilled == mutants;
    }

    /** One line for people. */
    String inWords() {
        return "%d of %d mutants killed, %d survived, %d never executed; %d tests, %s s; seed %d"
                .formatted(mutantsKilled, mutants, survived, neverExecuted, tests, seconds, seed);
    }

    /** One line of JSON. */
    String json() {
        return RunSummary.line(this);
    }
}
