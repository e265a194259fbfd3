package org.powercut.framework.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Proves that no result was lost on its way: a test and each failing interleaving is one result for the engine, for
 * JUnit and for Allure, and all three must agree on how many passed, failed and were skipped. JUnit only logs what a
 * listener throws, so a lost result is silent unless somebody counts.
 */
public final class CountAudit {
    private static final String RESULTS = "*-result.json";

    private CountAudit() {}

    /**
     * What one of the three counted.
     *
     * @param source who counted
     * @param passed results
     * @param failed results, those that are broken included
     * @param skipped results, those whose assumption does not hold included
     */
    public record Counts(String source, long passed, long failed, long skipped) {
        public long total() {
            return passed + failed + skipped;
        }

        private boolean agrees(Counts other) {
            return passed == other.passed && failed == other.failed && skipped == other.skipped;
        }
    }

    /** What the engine told its listeners. */
    public static Counts engine(List<TestRecord> records) {
        long findings =
                records.stream().mapToLong(test -> test.findings().size()).sum();
        return new Counts(
                "engine",
                count(records, Verdict.HELD),
                count(records, Verdict.FAILED) + count(records, Verdict.BROKEN) + findings,
                count(records, Verdict.SKIPPED));
    }

    /** What JUnit's summaries say together. */
    public static Counts junit(TestExecutionSummary... summaries) {
        long passed = 0;
        long failed = 0;
        long skipped = 0;
        for (TestExecutionSummary summary : summaries) {
            passed += summary.getTestsSucceededCount();
            failed += summary.getTestsFailedCount();
            skipped += summary.getTestsSkippedCount() + summary.getTestsAbortedCount();
        }
        return new Counts("JUnit", passed, failed, skipped);
    }

    /**
     * What lies in a directory of Allure results.
     *
     * @throws IOException if the directory or a result in it cannot be read
     */
    public static Counts allure(Path results) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        long passed = 0;
        long failed = 0;
        long skipped = 0;
        if (Files.isDirectory(results)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(results, RESULTS)) {
                for (Path file : files) {
                    JsonNode result = mapper.readTree(file.toFile());
                    switch (result.path("status").asText()) {
                        case "passed" -> passed++;
                        case "skipped" -> skipped++;
                        default -> failed++;
                    }
                }
            }
        }
        return new Counts("Allure", passed, failed, skipped);
    }

    /** What is wrong, as a table for people; nothing if all agree. */
    public static Optional<String> disagreement(Counts... counts) {
        boolean agree = true;
        TextTable table = new TextTable("counted by", "passed", "failed", "skipped", "total").right(1, 2, 3, 4);
        for (Counts each : counts) {
            agree &= each.agrees(counts[0]);
            table.row(List.of(
                    each.source(),
                    Long.toString(each.passed()),
                    Long.toString(each.failed()),
                    Long.toString(each.skipped()),
                    Long.toString(each.total())));
        }
        return agree
                ? Optional.empty()
                : Optional.of(
                        "results were lost: the counts of tests and failing interleavings do not agree\n" + table);
    }

    private static long count(List<TestRecord> records, Verdict verdict) {
        return records.stream().filter(test -> test.verdict() == verdict).count();
    }
}
