package org.powercut.torture;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PlantedBugs;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.report.OperationNames;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TestRecord;
import org.powercut.framework.report.TextTable;

/** Plants published bugs one after the other, and runs the one test that has the shortest workload to show each. */
final class CorpusRun {
    private final List<String> packages;
    private final RunOptions options;
    private final Terminal terminal;
    private final Map<String, PublishedBug> bugs;
    private final Map<String, List<CrashTestInfo>> tests = new HashMap<>();

    /**
     * @param selection which packages have the tests
     * @param ids of bugs, {@code *} standing for anything; empty for all that can be planted
     * @throws UsageException if the selection narrows the tests; if there is no bug, none of an id, only one that cannot be
     *     planted; or if the test of one is not there
     */
    CorpusRun(Selection selection, RunOptions options, List<String> ids, Terminal terminal) {
        if (selection.isNarrowed()) {
            throw new UsageException("--corpus runs the one test of each bug, so that no option can choose tests;"
                    + " choose bugs with --bug");
        }
        this.packages = selection.packages();
        this.options = options;
        this.terminal = terminal;
        this.bugs = choose(ids);
        findTests();
    }

    /** Runs, prints, and gives the exit code. */
    int run() throws IOException, InterruptedException {
        List<Mutant> mutants = bugs.values().stream()
                .map(bug -> bug.planted().orElseThrow().mutant())
                .toList();
        return new PlantingRun(options, Map.of(), mutant -> tests.getOrDefault(mutant.name(), List.of()), terminal)
                .run(mutants, options.corpusOut(), this::table);
    }

    private static Map<String, PublishedBug> choose(List<String> ids) {
        Map<String, PublishedBug> all = new LinkedHashMap<>();
        PlantedBugs.published().forEach(bug -> {
            if (all.put(bug.id(), bug) != null) {
                throw new UsageException("two published bugs have the id " + bug.id() + "; rename one");
            }
        });
        if (all.isEmpty()) {
            throw new UsageException("there are no published bugs on the class path");
        }
        Map<String, PublishedBug> chosen = new LinkedHashMap<>();
        for (String id : ids) {
            List<PublishedBug> meant = all.values().stream()
                    .filter(bug -> Catalogue.glob(id).test(bug.id()))
                    .toList();
            if (meant.isEmpty()) {
                throw new UsageException(
                        "there is no published bug '" + id + "'; " + NearestNames.of(id, all.keySet()));
            }
            if (meant.size() == 1 && meant.getFirst().status() instanceof PublishedBug.Impossible impossible) {
                throw new UsageException("bug " + meant.getFirst().id() + " cannot be planted: " + impossible.reason());
            }
        }
        all.forEach((id, bug) -> {
            boolean wanted = ids.isEmpty()
                    || ids.stream().anyMatch(each -> Catalogue.glob(each).test(id));
            if (wanted && bug.planted().isPresent()) {
                chosen.put(id, bug);
            }
        });
        return chosen;
    }

    private void findTests() {
        Map<Optional<String>, List<CrashTestInfo>> found = new HashMap<>();
        for (PublishedBug bug : bugs.values()) {
            PublishedBug.Planted planted = bug.planted().orElseThrow();
            List<CrashTestInfo> ofBug = found.computeIfAbsent(planted.mutant().fileSystem(), this::testsOn).stream()
                    .filter(test -> TestNames.simpleName(test.testClass()).equals(planted.test()))
                    .toList();
            if (ofBug.isEmpty()) {
                throw new UsageException("bug " + bug.id() + " is shown by the test " + planted.test()
                        + planted.mutant()
                                .fileSystem()
                                .map(name -> " on " + name)
                                .orElse("")
                        + ", which is not in package " + String.join(", ", packages));
            }
            tests.put(bug.id(), ofBug);
        }
    }

    private List<CrashTestInfo> testsOn(Optional<String> fileSystem) {
        return Suites.find(packages, Suites.withContracts(fileSystem.stream().toList(), Map.of())).tests().stream()
                .filter(test -> fileSystem.map(test.fileSystem()::equals).orElse(true))
                .toList();
    }

    private String table(List<Fate> fates) {
        TextTable table = new TextTable("bug", "class", "on", "workload", "s", "lost").right(4);
        for (Fate fate : fates) {
            PublishedBug bug = Objects.requireNonNull(bugs.get(fate.mutant().name()));
            table.row(List.of(
                    bug.id(),
                    bug.kindCodes(),
                    fate.caughtBy()
                            .map(test -> test.test().fileSystem())
                            .or(fate.mutant()::fileSystem)
                            .orElse("any"),
                    fate.caughtBy().map(CorpusRun::workload).orElse("MISSED by " + testOf(bug)),
                    String.format(Locale.ROOT, "%.2f", fate.time().toMillis() / 1000.0),
                    fate.finding().map(found -> LostLines.inWords(found.lost())).orElse("")));
            table.line(fate.finding()
                    .map(found -> "    ./powercut replay " + found.token())
                    .orElseGet(() -> "    MISSED: " + fate.mutant().description() + fate.excuses()));
        }
        long found = fates.stream().filter(Fate::isCaught).count();
        return table + "\n" + "%d of %d published bugs found%n".formatted(found, fates.size());
    }

    private static String testOf(PublishedBug bug) {
        return bug.planted().map(PublishedBug.Planted::test).orElse("");
    }

    private static String workload(TestRecord test) {
        List<String> operations =
                OperationNames.changing(test.findings().getFirst().evidence().trace());
        return operations.isEmpty() ? test.test().workload() : String.join("; ", operations);
    }
}
