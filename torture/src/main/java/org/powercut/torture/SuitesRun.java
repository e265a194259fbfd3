package org.powercut.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.engine.WorkloadCounts;
import org.powercut.framework.report.CoveragePage;
import org.powercut.framework.report.FindingsWriter;
import org.powercut.framework.report.OrderingCosts;
import org.powercut.framework.report.RunLog;
import org.powercut.framework.report.TestRecord;

/** Runs suites on the code as it is: progress, closing table, findings, Allure results and report. */
final class SuitesRun {
    private final Catalogue tests;
    private final Map<String, String> chosen;
    private final RunOptions options;
    private final Terminal terminal;

    /** @param chosen configuration parameters with which the tests were found */
    SuitesRun(Catalogue tests, Map<String, String> chosen, RunOptions options, Terminal terminal) {
        this.tests = tests;
        this.chosen = Map.copyOf(chosen);
        this.options = options;
        this.terminal = terminal;
    }

    /** Runs, prints, and gives the exit code. */
    int run() throws IOException, InterruptedException {
        int count = tests.tests().size();
        Map<String, String> parameters = new LinkedHashMap<>(options.parameters(count));
        parameters.putAll(chosen);
        HtmlReport tool = HtmlReport.tool();
        OutputDirectory out = OutputDirectory.open(options.out());
        out.clear();
        RunLog log = new RunLog();
        WorkloadLog workloads = new WorkloadLog();
        RunReport report = new RunReport(out, tool, Map.of("Seed", Long.toString(options.seed())));
        long start = System.nanoTime();
        TestExecutionSummary junit;
        try (FindingsWriter findings = new FindingsWriter(out.findings());
                Progress progress = terminal.progress(count)) {
            junit = Suites.run(
                    tests.tests(),
                    parameters,
                    List.of(log, workloads, findings, report.findings(), progress),
                    List.of(report.junit()));
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        List<TestRecord> records = log.records();
        report.findings().attachToAll("coverage of the whole run", CoveragePage.of(records));
        Path html = report.generate();
        Files.writeString(out.report().resolve("coverage.html"), CoveragePage.of(records));

        RunSummary summary = RunSummary.of(records, elapsed, options.seed());
        terminal.out().print(ClosingTable.of(records));
        terminal.out().println(summary.inWords());
        Optional<WorkloadCounts> generated = workloads.counts();
        workloads.inWords(summary).ifPresent(terminal.out()::println);
        terminal.out().print(OrderingCosts.of(records).inWords());
        terminal.out().println("findings  " + out.findings());
        terminal.out().println("coverage  " + out.report().resolve("coverage.html"));
        terminal.out().println("report    " + html);
        int code = judge(report, records, junit);
        if (options.json()) {
            terminal.out()
                    .println(generated
                            .map(counts -> RunSummary.line(GeneratedSummary.of(summary, counts)))
                            .orElseGet(summary::json));
        }
        return code;
    }

    /** The exit code; complains where results were lost, or where a class could not be run at all. */
    private int judge(RunReport report, List<TestRecord> records, TestExecutionSummary junit) throws IOException {
        int code = records.stream().anyMatch(SuitesRun::isBad) ? ExitCode.FINDINGS : ExitCode.HELD;
        if (junit.getContainersFailedCount() > 0) {
            junit.getFailures().stream()
                    .filter(failure -> failure.getTestIdentifier().isContainer())
                    .filter(failure -> !failure.getTestIdentifier().isTest())
                    .forEach(failure -> terminal.err()
                            .println("powercut: "
                                    + failure.getTestIdentifier().getDisplayName() + ": "
                                    + failure.getException().getMessage()));
        }
        if (records.size() != tests.tests().size()) {
            terminal.err()
                    .println("powercut: " + tests.tests().size() + " tests were to run, and " + records.size()
                            + " ended; the result says nothing about the others");
            code = ExitCode.USAGE;
        }
        Optional<String> disagreement = report.disagreement(records, List.of(junit));
        if (disagreement.isPresent()) {
            terminal.err().println("powercut: " + disagreement.get());
            code = ExitCode.USAGE;
        }
        return code;
    }

    private static boolean isBad(TestRecord test) {
        return switch (test.verdict()) {
            case FAILED, BROKEN -> true;
            case HELD, SKIPPED -> false;
        };
    }
}
