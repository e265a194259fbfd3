package org.powercut.suites.selftest;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.engine.PublishedBug.Impossible;
import org.powercut.framework.engine.PublishedBug.Planted;

/** The two tables of docs/bugs.md: the published bugs that are planted, and those that cannot be. */
final class BugsPage {
    private static final String SOURCES = "../crash-suites/src/test/java/org/powercut/suites/corpus/";

    private final List<PublishedBug> bugs;
    private final Map<String, String> workloads;

    /** @param workloads the operations that show each planted bug, by its id */
    BugsPage(List<PublishedBug> bugs, Map<String, String> workloads) {
        this.bugs = bugs;
        this.workloads = Map.copyOf(workloads);
    }

    String planted() {
        return bugs.stream()
                .filter(bug -> bug.planted().isPresent())
                .map(bug -> row(bug, bug.planted().orElseThrow()))
                .collect(Collectors.joining(
                        "",
                        "| planted | found in | kind | what was wrong | what is planted | on | shortest workload | where |\n"
                                + "|---|---|---|---|---|---|---|---|\n",
                        ""));
    }

    String impossible() {
        return bugs.stream()
                .filter(bug -> bug.status() instanceof Impossible)
                .map(bug -> "| %s | %s | %s | %s | %s |\n"
                        .formatted(
                                bug.id(),
                                foundIn(bug),
                                bug.kindCodes(),
                                bug.description(),
                                ((Impossible) bug.status()).reason()))
                .collect(Collectors.joining(
                        "",
                        "| not planted | found in | kind | what was wrong | why not |\n|---|---|---|---|---|\n",
                        ""));
    }

    private String row(PublishedBug bug, Planted planted) {
        Mutant mutant = planted.mutant();
        return "| %s | %s | %s | %s | %s | %s | [`%s`](%s) | %s |\n"
                .formatted(
                        bug.id(),
                        foundIn(bug),
                        bug.kindCodes(),
                        bug.description(),
                        mutant.description() + sameAs(bug, mutant),
                        mutant.fileSystem().orElse("any"),
                        workloads.get(bug.id()),
                        SOURCES + planted.test().replaceFirst("\\..*", "") + ".java",
                        where(mutant));
    }

    /** The earlier bug that has the same planting, on whatever file system, if there is one. */
    private String sameAs(PublishedBug bug, Mutant mutant) {
        return bugs.stream()
                .takeWhile(earlier -> !earlier.equals(bug))
                .filter(earlier -> earlier.planted()
                        .filter(planted -> isSame(planted.mutant(), mutant))
                        .isPresent())
                .findFirst()
                .map(earlier -> " (the planting of " + earlier.id() + ")")
                .orElse("");
    }

    private static boolean isSame(Mutant one, Mutant other) {
        return one.mutations().equals(other.mutations())
                && one.faults().faults().equals(other.faults().faults());
    }

    private static String foundIn(PublishedBug bug) {
        return bug.project() + (bug.report().isEmpty() ? "" : " " + bug.report()) + ", " + bug.finder();
    }

    private static String where(Mutant mutant) {
        return Stream.concat(
                        mutant.faults().faults().stream().map(Object::toString),
                        mutant.mutations().stream().map(Object::toString))
                .collect(Collectors.joining("; "))
                .replace("org.powercut.daxfs.core.", "");
    }
}
