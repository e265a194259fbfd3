package org.powercut.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.FindingsWriter;
import org.powercut.framework.report.RunLog;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TestRecord;
import org.powercut.framework.report.TextTable;

/**
 * Plants one bug after the other, and runs the tests of the guarantees that must catch it, class by class, until one
 * does.
 */
final class MutantsRun {
    private final MutantTests tests;
    private final RunOptions options;
    private final List<Mutant> mutants;
    private final Terminal terminal;
    private final Baseline baseline;
    private final List<TestExecutionSummary> junit = new ArrayList<>();

    /**
     * A mutant, and what became of it.
     *
     * @param records the tests that were run on it
     * @param caughtBy the test that caught it
     * @param unsound tests with a finding that do not hold without the mutant either
     * @param time from planting the bug to the end of the class that caught it, or of the last one
     */
    private record Fate(
            Mutant mutant,
            List<TestRecord> records,
            Optional<TestRecord> caughtBy,
            List<TestRecord> unsound,
            Duration time) {
        Optional<Finding> finding() {
            return caughtBy.map(test -> test.findings().getFirst());
        }
    }

    /**
     * @param tests that were chosen; mutants that none of them could catch are left out
     * @throws UsageException if there is no mutant, or none of a name, or one that no test at all could catch, or if none
     *     is left
     */
    MutantsRun(MutantTests tests, RunOptions options, List<String> names, Terminal terminal) {
        this.tests = tests;
        this.options = options;
        this.terminal = terminal;
        this.mutants = catchable(choose(names));
        this.baseline = new Baseline(parameters());
    }

    /** Runs, prints, and gives the exit code. */
    int run() throws IOException, InterruptedException {
        HtmlReport tool = HtmlReport.tool();
        OutputDirectory out = OutputDirectory.open(options.mutantsOut());
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
                                fate.caughtBy().isPresent() ? "caught  " : "SURVIVED",
                                mutant.name()));
            }
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        long killed = fates.stream().filter(fate -> fate.caughtBy().isPresent()).count();
        terminal.out().print(table(fates));
        terminal.out().println("%d of %d mutants caught".formatted(killed, fates.size()));
        terminal.out().println("findings  " + out.findings());
        terminal.out().println("report    " + report.generate());
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
        Map<String, String> parameters = parameters();
        parameters.put("powercut.mutant", mutant.name());
        List<TestRecord> records = new ArrayList<>();
        List<TestRecord> unsound = new ArrayList<>();
        long start = System.nanoTime();
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
        parameters.putAll(tests.parameters());
        parameters.put("powercut.findings", "1");
        return parameters;
    }

    /** The tests that must catch a mutant, by class. */
    private List<List<CrashTestInfo>> classes(Mutant mutant) {
        Map<Class<?>, List<CrashTestInfo>> byClass = new LinkedHashMap<>();
        tests.chosen(mutant)
                .tests()
                .forEach(test -> byClass.computeIfAbsent(test.testClass(), type -> new ArrayList<>())
                        .add(test));
        return List.copyOf(byClass.values());
    }

    private List<Mutant> catchable(List<Mutant> wanted) {
        List<Mutant> left = new ArrayList<>();
        for (Mutant mutant : wanted) {
            if (tests.all(mutant).tests().isEmpty()) {
                throw new UsageException("mutant " + mutant.name() + " can be caught by tests of "
                        + String.join(", ", mutant.guarantees())
                        + mutant.fileSystem().map(name -> " on " + name).orElse("") + " only, and there are none");
            }
            if (!tests.chosen(mutant).tests().isEmpty()) {
                left.add(mutant);
            }
        }
        if (left.isEmpty()) {
            throw new UsageException("none of the chosen tests could catch "
                    + (wanted.size() == 1 ? "mutant " + wanted.getFirst().name() : "one of the chosen mutants")
                    + "; ./powercut list shows the guarantees of mutants and tests");
        }
        if (left.size() < wanted.size()) {
            terminal.err()
                    .println((wanted.size() - left.size()) + " of " + wanted.size()
                            + " mutants are left out: none of the chosen tests could catch them");
        }
        return List.copyOf(left);
    }

    private static List<Mutant> choose(List<String> names) {
        TreeMap<String, Mutant> all = Catalogue.mutants();
        if (all.isEmpty()) {
            throw new UsageException("there are no mutants on the class path");
        }
        for (String name : names) {
            if (all.keySet().stream().noneMatch(Catalogue.glob(name))) {
                throw new UsageException("there is no mutant '" + name + "'; " + NearestNames.of(name, all.keySet()));
            }
        }
        return all.values().stream()
                .filter(mutant -> names.isEmpty()
                        || names.stream().anyMatch(name -> Catalogue.glob(name).test(mutant.name())))
                .toList();
    }

    private static String table(List<Fate> fates) {
        TextTable table = new TextTable("mutant", "guarantee", "caught by", "seconds", "site", "minimal loss");
        for (Fate fate : fates) {
            List<String> guarantees = fate.caughtBy()
                    .map(test -> test.test().guarantees().stream()
                            .filter(fate.mutant().guarantees()::contains)
                            .toList())
                    .orElse(fate.mutant().guarantees());
            table.row(List.of(
                    fate.mutant().name(),
                    String.join(", ", guarantees),
                    fate.caughtBy().map(test -> TestNames.of(test.test())).orElse("nobody"),
                    String.format(Locale.ROOT, "%.2f", fate.time().toMillis() / 1000.0),
                    site(fate),
                    fate.finding().map(found -> LostLines.inWords(found.lost())).orElse("")));
            table.line(fate.finding()
                    .map(found -> "    ./powercut replay " + found.token())
                    .orElseGet(() -> "    SURVIVED: " + fate.mutant().description() + broken(fate)));
        }
        return table + "\n";
    }

    /** Where the lost stores were issued; where nothing was lost, what the bug was planted in. */
    private static String site(Fate fate) {
        String lost = fate.finding().map(found -> LostLines.sites(found.lost())).orElse("");
        return lost.isEmpty() ? "planted: " + planted(fate.mutant()) : lost;
    }

    private static String planted(Mutant mutant) {
        List<String> places = new ArrayList<>();
        mutant.mutations()
                .forEach(mutation -> places.add(mutation.inClass()
                                .substring(mutation.inClass().lastIndexOf('.') + 1) + "." + mutation.inMethod()));
        mutant.faults().faults().forEach(fault -> places.add(fault.toString()));
        return String.join(", ", places);
    }

    private static String broken(Fate fate) {
        String remarks = fate.records().stream()
                .filter(test -> !test.remark().isEmpty())
                .map(test -> TestNames.of(test.test()) + " " + test.verdict().word() + ": "
                        + test.remark().lines().findFirst().orElse(""))
                .collect(Collectors.joining("; "));
        String noKills = fate.unsound().stream()
                .map(test -> "; no kill: " + TestNames.of(test.test()) + " does not hold without the mutant either")
                .collect(Collectors.joining());
        return (remarks.isEmpty() ? "" : " (" + remarks + ")") + noKills;
    }
}
