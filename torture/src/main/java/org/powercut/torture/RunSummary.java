package org.powercut.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.report.TestRecord;
import org.powercut.framework.report.Verdict;

/**
 * A run in numbers: the JSON object of {@code --json}, field for field.
 *
 * @param tests tests that there were
 * @param passed tests that held
 * @param failed tests with findings, and tests that could not run
 * @param skipped tests
 * @param states crash states that were recovered and checked
 * @param exhaustiveTests tests that explored every distinguishable state
 * @param findings failing interleavings
 * @param seconds wall-clock time
 * @param seed of every choice
 */
record RunSummary(
        int tests,
        long passed,
        long failed,
        long skipped,
        long states,
        long exhaustiveTests,
        long findings,
        BigDecimal seconds,
        long seed) {

    static RunSummary of(List<TestRecord> records, Duration elapsed, long seed) {
        return new RunSummary(
                records.size(),
                count(records, Verdict.HELD),
                count(records, Verdict.FAILED) + count(records, Verdict.BROKEN),
                count(records, Verdict.SKIPPED),
                records.stream().mapToLong(TestRecord::states).sum(),
                records.stream()
                        .filter(test ->
                                test.coverage().map(Coverage::exhaustive).orElse(false))
                        .count(),
                records.stream().mapToLong(test -> test.findings().size()).sum(),
                BigDecimal.valueOf(elapsed.toMillis(), 3).setScale(1, RoundingMode.HALF_UP),
                seed);
    }

    /** One line for people. */
    String inWords() {
        double rate = states / Math.max(seconds.doubleValue(), 0.1);
        return String.format(
                Locale.ROOT,
                "%d tests: %d held, %d failed, %d skipped, %d exhaustive; %,d crash states in %s s (%,.0f a second);"
                        + " findings: %d; seed %d",
                tests,
                passed,
                failed,
                skipped,
                exhaustiveTests,
                states,
                seconds,
                rate,
                findings,
                seed);
    }

    /** One line of JSON. */
    String json() {
        return line(this);
    }

    /** One line of JSON of any record. */
    static String line(Record numbers) {
        try {
            return new ObjectMapper().writeValueAsString(numbers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(List<TestRecord> records, Verdict verdict) {
        return records.stream().filter(test -> test.verdict() == verdict).count();
    }
}
