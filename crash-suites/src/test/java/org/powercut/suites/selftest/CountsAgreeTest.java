package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.junitplatform.AllureJunitPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.powercut.framework.report.CountAudit;
import org.powercut.framework.report.CountAudit.Counts;
import org.powercut.framework.report.TestRecord;

/**
 * Jupiter tests and crash tests share this module, one run counts both, and no result is lost on its way from the engines
 * over JUnit to Allure: with everything passing, and with a planted bug that makes tests and interleavings fail.
 */
@DisplayName("engines, JUnit and Allure count the same results")
class CountsAgreeTest {

    @Test
    void whenAllHolds(@TempDir Path results) throws IOException {
        Run run = Run.of(Map.of("powercut.states", "200"), results);
        assertThat(run.crashTests.failed()).isZero();
        assertThat(run.crashTests.passed()).as("crash tests").isGreaterThanOrEqualTo(15);
        assertThat(run.jupiter.passed()).as("Jupiter tests").isPositive();
        run.assertCountsAgree();
    }

    @Test
    void whenSomethingFails(@TempDir Path results) throws IOException {
        Map<String, String> parameters = Map.of(
                "powercut.states", "3000",
                "powercut.mutant", "entry-not-flushed",
                "powercut.blame", "false",
                "powercut.guarantee", "G9");
        Run run = Run.of(parameters, results);
        assertThat(run.crashTests.failed())
                .as("failing tests and interleavings")
                .isGreaterThanOrEqualTo(2);
        assertThat(run.jupiter.failed()).isZero();
        run.assertCountsAgree();
    }

    /**
     * What three parties counted in one run.
     *
     * @param crashTests what the engine told its own listener
     * @param jupiter what Jupiter told JUnit
     * @param junit JUnit's summary of both
     * @param allure what lies in the results directory
     */
    private record Run(Counts crashTests, Counts jupiter, Counts junit, Counts allure) {

        static Run of(Map<String, String> parameters, Path results) throws IOException {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            JupiterCounter jupiter = new JupiterCounter();
            AllureLifecycle lifecycle = new AllureLifecycle(new FileSystemResultsWriter(results));
            List<TestRecord> records =
                    SuiteRun.everything(parameters, summary, jupiter, new AllureJunitPlatform(lifecycle));
            return new Run(
                    CountAudit.engine(records),
                    jupiter.counts(),
                    CountAudit.junit(summary.getSummary()),
                    CountAudit.allure(results));
        }

        void assertCountsAgree() {
            Counts engines = new Counts(
                    "engines",
                    crashTests.passed() + jupiter.passed(),
                    crashTests.failed() + jupiter.failed(),
                    crashTests.skipped() + jupiter.skipped());
            assertThat(CountAudit.disagreement(engines, junit, allure)).isEmpty();
        }
    }

    /** Counts what Jupiter reports, whatever other engines do. */
    private static final class JupiterCounter implements TestExecutionListener {
        private final LongAdder passed = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder skipped = new LongAdder();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (isJupiterTest(test)) {
                (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? passed : failed).increment();
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            if (isJupiterTest(test)) {
                skipped.increment();
            }
        }

        Counts counts() {
            return new Counts("Jupiter", passed.sum(), failed.sum(), skipped.sum());
        }

        private static boolean isJupiterTest(TestIdentifier test) {
            return test.isTest()
                    && UniqueId.parse(test.getUniqueId())
                            .getEngineId()
                            .filter("junit-jupiter"::equals)
                            .isPresent();
        }
    }
}
