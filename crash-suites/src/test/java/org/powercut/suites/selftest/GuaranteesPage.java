package org.powercut.suites.selftest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.report.Guarantees;

/** The two tables of docs/guarantees.md: what holds each guarantee, and what is planted where. */
final class GuaranteesPage {
    private static final String SUITES = "../crash-suites/src/test/java/";
    private static final String KIT = "../framework/src/main/java/";

    private final List<Class<?>> tests;
    private final Map<String, TreeSet<String>> byGuarantee = new TreeMap<>(Guarantees.order());
    private final List<Mutant> mutants;

    /**
     * @param tests classes of crash tests, each with its guarantees
     * @param mutants in the order in which they are listed
     */
    GuaranteesPage(Map<Class<?>, List<String>> tests, List<Mutant> mutants) {
        this.tests = List.copyOf(tests.keySet());
        this.mutants = mutants;
        new Guarantees().ids().forEach(id -> byGuarantee.put(id, new TreeSet<>()));
        tests.forEach((test, guarantees) -> guarantees.forEach(guarantee ->
                byGuarantee.computeIfAbsent(guarantee, id -> new TreeSet<>()).add(nameOf(test))));
    }

    /** A row for each guarantee: its tests, or why there is none, its own mutant, and all mutants that they must catch. */
    String guarantees() {
        return byGuarantee.entrySet().stream()
                .map(row -> "| %s | %s | %s | %s |\n"
                        .formatted(
                                row.getKey(),
                                row.getValue().isEmpty()
                                        ? new Guarantees().remark(row.getKey()).orElse("")
                                        : row.getValue().stream()
                                                .map(this::link)
                                                .collect(Collectors.joining("<br>")),
                                mutants.stream()
                                        .filter(mutant -> mutant.isOwnOf(row.getKey()))
                                        .map(mutant -> "`%s`: %s"
                                                .formatted(
                                                        mutant.name(),
                                                        mutant.firstCaughtBy().orElseThrow()))
                                        .collect(Collectors.joining(", ")),
                                mutants.stream()
                                        .filter(mutant -> mutant.guarantees().contains(row.getKey()))
                                        .map(mutant -> "`" + mutant.name() + "`")
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining(
                        "",
                        "| guarantee | tests | its own mutant | mutants that they must catch |\n|---|---|---|---|\n",
                        ""));
    }

    /** A row for each mutant. */
    String mutants() {
        return mutants.stream()
                .map(mutant -> "| `%s` | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                mutant.name(),
                                mutant.bugClass(),
                                mutant.description(),
                                String.join(", ", mutant.guarantees()),
                                mutant.fileSystem().orElse("any"),
                                where(mutant)))
                .collect(Collectors.joining(
                        "",
                        "| mutant | kind of bug | what is planted | must be caught by | on | where |\n"
                                + "|---|---|---|---|---|---|\n",
                        ""));
    }

    private static String where(Mutant mutant) {
        return Stream.concat(
                        mutant.faults().faults().stream().map(Object::toString),
                        mutant.mutations().stream().map(Object::toString))
                .collect(Collectors.joining("; "))
                .replace("org.powercut.daxfs.core.", "");
    }

    private String link(String name) {
        Class<?> test = tests.stream()
                .filter(each -> nameOf(each).equals(name))
                .findFirst()
                .orElseThrow();
        String file = test.getName().replaceFirst("\\$.*", "").replace('.', '/');
        return "[%s](%s%s.java): %s"
                .formatted(
                        name,
                        test.getName().startsWith("org.powercut.framework.testkit") ? KIT : SUITES,
                        file,
                        test.getAnnotation(DisplayName.class).value());
    }

    private static String nameOf(Class<?> test) {
        return test.getName().substring(test.getPackageName().length() + 1).replace('$', '.');
    }
}
