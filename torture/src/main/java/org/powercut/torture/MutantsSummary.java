package org.powercut.torture;

import java.math.BigDecimal;

/**
 * A run of the mutants in numbers: the JSON object of {@code --mutants --json}, field for field. Here a failed test is
 * one that caught a mutant.
 *
 * @param mutants that were planted
 * @param mutantsKilled that were caught
 */
record MutantsSummary(
        int mutants,
        long mutantsKilled,
        int tests,
        long passed,
        long failed,
        long skipped,
        long states,
        long exhaustiveTests,
        long findings,
        BigDecimal seconds,
        long seed) {

    static MutantsSummary of(RunSummary run, int mutants, long killed) {
        return new MutantsSummary(
                mutants,
                killed,
                run.tests(),
                run.passed(),
                run.failed(),
                run.skipped(),
                run.states(),
                run.exhaustiveTests(),
                run.findings(),
                run.seconds(),
                run.seed());
    }

    /** One line of JSON. */
    String json() {
        return RunSummary.line(this);
    }
}
