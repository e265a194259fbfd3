package org.powercut.torture;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.report.Guarantees;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TextTable;

/**
 * What {@code list --guarantees} prints: each guarantee in one line, with the classes that hold it, the mutant that is its own, which
 * one of them catches first, and all mutants that they must catch. Those of the catalogue are all there; one without a class says why.
 */
final class GuaranteeTable {
    private static final String NOTHING = "-";

    private final Guarantees catalogue = new Guarantees();
    private final Catalogue tests;
    private final Collection<Mutant> mutants;

    GuaranteeTable(Catalogue tests, Collection<Mutant> mutants) {
        this.tests = tests;
        this.mutants = List.copyOf(mutants);
    }

    /** A line for each guarantee of the catalogue, and for each other one that a test names. */
    TextTable all() {
        TreeSet<String> ids = tests.guarantees();
        ids.addAll(catalogue.ids());
        return table(ids);
    }

    /** A line for each guarantee that a test names. */
    TextTable tested() {
        return table(tests.guarantees());
    }

    private TextTable table(Collection<String> ids) {
        TextTable table = new TextTable("guarantee", "promise", "classes", "own mutant", "mutants");
        for (String id : ids) {
            table.row(List.of(id, catalogue.title(id).orElse(""), classes(id), own(id), mutants(id)));
        }
        return table;
    }

    private String classes(String id) {
        String classes = joined(tests.tests().stream()
                .filter(test -> test.guarantees().contains(id))
                .map(test -> TestNames.simpleName(test.testClass())));
        return catalogue
                .remark(id)
                .map(remark -> classes.equals(NOTHING) ? remark : classes + " (" + remark + ")")
                .orElse(classes);
    }

    /** The mutant that is the guarantee's own, with the class that catches it first. */
    private String own(String id) {
        return joined(mutants.stream()
                .filter(mutant -> mutant.isOwnOf(id))
                .map(mutant -> mutant.name() + " (" + mutant.firstCaughtBy().orElseThrow() + ")"));
    }

    private String mutants(String id) {
        return joined(mutants.stream()
                .filter(mutant -> mutant.guarantees().contains(id))
                .map(Mutant::name));
    }

    private static String joined(Stream<String> names) {
        String joined = names.distinct().sorted().collect(Collectors.joining(", "));
        return joined.isEmpty() ? NOTHING : joined;
    }
}
