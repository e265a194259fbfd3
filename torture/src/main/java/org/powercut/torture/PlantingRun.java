package org.powercut.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.report.FindingsWriter;
import org.powercut.framework.report.RunLog;
import org.powercut.framework.report.TestRecord;

/**
 * Plants one bug after the other, and runs the tests that must catch it, class by class, until one does: with a finding
 * that goes away with the bug. Prints a table, the counts, and where findings and report are.
 */
final class PlantingRun {
    private final RunOptions options;
    private final Map<String, String> own;
    private final Function<Mutant, List<CrashTestInfo>> tests;
    private final Terminal terminal;
    private final Baseline baseline;
    private final List<TestExecutionSummary> junit = new ArrayList<>();

    /**
     * @param own parameters of the engine beyond those of the options
     * @param tests that must catch a bug
     */
    PlantingRun(
            RunOptions options,
            Map<String, String> own,
            Function<Mutant, List<CrashTestInfo>> tests,
            Terminal terminal) {
        this.options = options;
        this.own = Map.copyOf(own);
        this.tests = tests;
        this.terminal = terminal;
        this.baseline = new Baseline(parameters());
    }

    /** Runs, prints, and gives the exit code. */
    int run(List<Mutant> mutants, Path directory, Function<List<Fate>, String> table)
            throws IOException, InterruptedException {
        HtmlReport tool = HtmlReport.tool();
        OutputDirectory out = OutputDirectory.open(directory);
        out.clear();
        RunReport report = new RunReport(
                out, tool, Map.of("Seed", Long.toString(options.seed()), "Mutants", Integer.toString(mutants.size())));
        long start = System.nanoTime();
        List<Fate> fates = new ArrayList<>();
        try (FindingsWriter findings = new FindingsWriter(out.findings())) {
            for (Mutant mutant : mutants) {
                Fate fate = run(mutant, findings, report);
                fates.add(fate);
                terminal.err()
                        .println(String.format(
                                "%d of %d  %s  %s",
                                fates.size(),
                                mutants.size(),
                                fate.isCaught() ? "caught  " : "SURVIVED",
                                mutant.name()));
            }
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        terminal.out().print(table.apply(fates));
        terminal.out()
                .println(RepairCounts.of(fates.stream()
                                .flatMap(fate -> fate.finding().stream())
                                .toList())
                        .inWords());
        terminal.out().println("findings  " + out.findings());
        terminal.out().println("report    " + report.generate());
        return judge(fates, elapsed, report);
    }

    private int judge(List<Fate> fates, Duration elapsed, RunReport report) throws IOException {
        long killed = fates.stream().filter(Fate::isCaught).count();
        List<TestRecord> records =
                fates.stream().flatMap(fate -> fate.records().stream()).toList();
        Optional<String> disagreement = report.disagreement(records, junit);
        disagreement.ifPresent(text -> terminal.err().println("powercut: " + text));
        if (options.json()) {
            RunSummary summary = RunSummary.of(records, elapsed, options.seed());
            terminal.out()
                    .println(MutantsSummary.of(summary, fates.size(), killed).json());
        }
        if (disagreement.isPresent()) {
            return ExitCode.USAGE;
        }
        return killed == fates.size() ? ExitCode.HELD : ExitCode.FINDINGS;
    }

    private Fate run(Mutant mutant, FindingsWriter findings, RunReport report) {
        long start = System.nanoTime();
        Map<String, String> parameters = parameters();
        parameters.put("powercut.mutant", mutant.name());
        List<TestRecord> records = new ArrayList<>();
        List<TestRecord> unsound = new ArrayList<>();
        for (List<CrashTestInfo> ofClass : classes(mutant)) {
            RunLog log = new RunLog();
            junit.add(Suites.run(
                    ofClass,
                    parameters,
                    List.of(log, findings, report.findings().onMutant(mutant.name())),
                    List.of(report.junit())));
            records.addAll(log.records());
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            for (TestRecord test : log.records()) {
                if (test.findings().isEmpty()) {
                    continue;
                }
                if (baseline.holds(test.test())) {
                    return new Fate(mutant, records, Optional.of(test), unsound, time);
                }
                unsound.add(test);
            }
        }
        return new Fate(mutant, records, Optional.empty(), unsound, Duration.ofNanos(System.nanoTime() - start));
    }

    /** One finding of a test is enough. */
    private Map<String, String> parameters() {
        Map<String, String> parameters = options.parameters(1);
        parameters.putAll(own);
        parameters.put("powercut.findings", "1");
        return parameters;
    }

    /** The tests that must catch a mutant, by class. */
    private List<List<CrashTestInfo>> classes(Mutant mutant) {
        Map<Class<?>, List<CrashTestInfo>> byClass = new LinkedHashMap<>();
        tests.apply(mutant)
                .forEach(test -> byClass.computeIfAbsent(test.testClass(), type -> new ArrayList<>())
                        .add(test));
        return List.copyOf(byClass.values());
    }
}
