package org.powercut.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.RepairText;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TextTable;

/** Plants mutants one after the other, and runs the tests of the guarantees that must catch each until one does. */
final class MutantsRun {
    private final MutantTests tests;
    private final RunOptions options;
    private final List<Mutant> mutants;
    private final Terminal terminal;

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
    }

    /** Runs, prints, and gives the exit code. */
    int run() throws IOException, InterruptedException {
        return new PlantingRun(
                        options,
                        tests.parameters(),
                        mutant -> tests.chosen(mutant).tests(),
                        terminal)
                .run(mutants, options.mutantsOut(), MutantsRun::table);
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
            fate.finding()
                    .flatMap(Finding::repair)
                    .map(RepairText::lines)
                    .orElse(List.of())
                    .forEach(line -> table.line("    " + line));
            table.line(fate.finding()
                    .map(found -> "    ./powercut replay " + found.token())
                    .orElseGet(() -> "    SURVIVED: " + fate.mutant().description() + fate.excuses()));
        }
        long killed = fates.stream().filter(Fate::isCaught).count();
        return table + "\n" + "%d of %d mutants caught%n".formatted(killed, fates.size());
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
}
