package org.powercut.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PowercutTestEngine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options that choose tests; each may be given several times, or hold several values with commas between them. */
final class Selection {
    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "NAME",
            description = "Only these suites: class names, or the last part of their package; * matches anything.")
    private List<String> suites = new ArrayList<>();

    @Option(
            names = "--guarantee",
            split = ",",
            paramLabel = "G",
            description = "Only tests of these guarantees, such as G11.")
    private List<String> guarantees = new ArrayList<>();

    @Option(names = "--tag", split = ",", paramLabel = "TAG", description = "Only tests with these tags.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--file-system",
            split = ",",
            paramLabel = "NAME",
            description = "Only tests on these file systems, such as dax-fs, or dax-fs:weak for one of its contracts.")
    private List<String> fileSystems = new ArrayList<>();

    @Option(
            names = "--platform",
            split = ",",
            paramLabel = "NAME",
            description = "Only tests under these persistency rules: ADR or EADR.")
    private List<String> platforms = new ArrayList<>();

    @Option(
            names = "--package",
            split = ",",
            paramLabel = "NAME",
            defaultValue = Suites.DEFAULT_PACKAGES,
            showDefaultValue = Visibility.ALWAYS,
            description = "Where to look for crash tests on the class path.")
    private List<String> packages = new ArrayList<>();

    /** Where to look for tests. */
    List<String> packages() {
        return packages;
    }

    /** The file systems that were named. */
    List<String> fileSystems() {
        return fileSystems;
    }

    /** Whether an option chooses among the tests of the packages. */
    boolean isNarrowed() {
        return Stream.of(suites, guarantees, tags, fileSystems, platforms).anyMatch(names -> !names.isEmpty());
    }

    /** All tests that there are to choose from: with the contracts that are named. */
    Catalogue all() {
        return all(Map.of());
    }

    /** As {@link #all()}, in a run with these configuration parameters. */
    Catalogue all(Map<String, String> parameters) {
        return allOn(fileSystems, parameters);
    }

    /** As {@link #all()}; and where the options name no file system, on each with each of its contracts. */
    Catalogue allContracts() {
        return fileSystems.isEmpty() ? allOn(PowercutTestEngine.contractedFileSystems(), Map.of()) : all();
    }

    /** As {@link #all(Map)}; and where the options name no file system, on the one that a mutant asks for. */
    Catalogue allFor(Mutant mutant, Map<String, String> parameters) {
        return fileSystems.isEmpty() ? allOn(mutant.fileSystem().stream().toList(), parameters) : all(parameters);
    }

    private Catalogue allOn(List<String> names, Map<String, String> parameters) {
        return Suites.find(packages, Suites.withContracts(names, parameters));
    }

    /**
     * The chosen tests.
     *
     * @throws UsageException if a name is unknown, or if together the options leave no test
     */
    Catalogue from(Catalogue all) {
        List<Catalogue> each = List.of(
                all.ofSuites(suites),
                all.ofGuarantees(guarantees),
                all.ofTags(tags),
                all.onFileSystems(fileSystems),
                all.onPlatforms(platforms));
        Catalogue chosen = new Catalogue(all.tests().stream()
                .filter(test -> each.stream().allMatch(part -> part.tests().contains(test)))
                .toList());
        if (chosen.tests().isEmpty()) {
            throw new UsageException("no test meets all of these conditions together; see ./powercut list");
        }
        return chosen;
    }
}
