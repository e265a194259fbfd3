package org.powercut.torture;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PlantedBugs;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.report.Guarantees;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code list}: the suites, the guarantees that they check, the mutants that they must catch, and the published bugs. */
@Command(
        name = "list",
        description = {"Shows suites, guarantees, mutants and published bugs.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Selection selection = new Selection();

    @Option(
            names = "--guarantees",
            description = "Shows each guarantee of the catalogue with its classes and mutants, and nothing else.")
    private boolean guaranteesOnly;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Catalogue all = selection.all();
        Catalogue tests = selection.from(all);
        if (guaranteesOnly) {
            GuaranteeTable table = new GuaranteeTable(tests, Catalogue.mutants().values());
            out.print(tests.equals(all) ? table.all() : table.tested());
            return ExitCode.HELD;
        }
        out.println(suites(tests.tests()));
        out.println(guarantees(tests));
        out.println(mutants());
        out.print(published());
        return ExitCode.HELD;
    }

    private static TextTable suites(List<CrashTestInfo> tests) {
        TextTable table = new TextTable("suite", "guarantee", "on", "tags");
        for (CrashTestInfo test : tests) {
            table.row(List.of(
                    TestNames.of(test),
                    sorted(test.guarantees()),
                    TestNames.variant(test),
                    String.join(
                            ", ",
                            test.tags().stream()
                                    .filter(tag -> !test.guarantees().contains(tag))
                                    .toList())));
        }
        return table;
    }

    private static String sorted(List<String> guarantees) {
        return guarantees.stream().sorted(Guarantees.order()).collect(Collectors.joining(", "));
    }

    private static TextTable guarantees(Catalogue tests) {
        Guarantees titles = new Guarantees();
        TextTable table = new TextTable("guarantee", "promise", "tests").right(2);
        for (String id : tests.guarantees()) {
            int count = tests.ofGuarantees(List.of(id)).tests().size();
            table.row(List.of(id, titles.title(id).orElse(""), Integer.toString(count)));
        }
        return table;
    }

    private static TextTable published() {
        TextTable table = new TextTable("published bug", "class", "found in", "what was wrong", "shown by");
        PlantedBugs.published()
                .forEach(bug -> table.row(List.of(
                        bug.id(),
                        bug.kindCodes(),
                        bug.project(),
                        bug.description(),
                        bug.planted().map(PublishedBug.Planted::test).orElse("nothing: it cannot exist here"))));
        return table;
    }

    private static TextTable mutants() {
        TextTable table = new TextTable("mutant", "caught by", "kind", "what is planted");
        for (Mutant mutant : Catalogue.mutants().values()) {
            table.row(List.of(mutant.name(), sorted(mutant.guarantees()), mutant.bugClass(), mutant.description()));
        }
        return table;
    }
}
