package org.powercut.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PlantedBugs;
import org.powercut.framework.report.Guarantees;
import org.powercut.framework.report.TestNames;

/**
 * The crash tests that there are, and the choice of some of them. A choice that names what there is not is refused with
 * what there is.
 *
 * @param tests in the order in which they run
 */
record Catalogue(List<CrashTestInfo> tests) {
    Catalogue {
        tests = List.copyOf(tests);
    }

    /** The mutants on the class path that suites must catch, by name. */
    static TreeMap<String, Mutant> mutants() {
        return byName(PlantedBugs.mutants());
    }

    /** The mutants and the planted published bugs on the class path, by name. */
    static TreeMap<String, Mutant> plantedBugs() {
        return byName(PlantedBugs.all());
    }

    private static TreeMap<String, Mutant> byName(Stream<Mutant> mutants) {
        TreeMap<String, Mutant> byName = new TreeMap<>();
        mutants.forEach(mutant -> {
            if (byName.put(mutant.name(), mutant) != null) {
                throw new UsageException("two mutants have the name " + mutant.name() + "; rename one");
            }
        });
        return byName;
    }

    /** The tests of suites, by class name or by the last part of their package; {@code *} stands for any characters. */
    Catalogue ofSuites(List<String> patterns) {
        TreeSet<String> names = new TreeSet<>();
        tests.forEach(test -> names.add(TestNames.simpleName(test.testClass())));
        return choose(
                patterns,
                "suite",
                names,
                (test, pattern) -> Stream.of(
                                TestNames.simpleName(test.testClass()),
                                lastPart(test.testClass().getPackageName()))
                        .anyMatch(glob(pattern)));
    }

    /** The tests of guarantees. */
    Catalogue ofGuarantees(List<String> ids) {
        return choose(
                ids,
                "guarantee",
                guarantees(),
                (test, id) -> test.guarantees().stream().anyMatch(id::equalsIgnoreCase));
    }

    /** The tests that could catch a mutant: those of its guarantees, on its file system; empty if none was chosen. */
    Catalogue catching(Mutant mutant) {
        return new Catalogue(tests.stream()
                .filter(test -> test.guarantees().stream().anyMatch(mutant.guarantees()::contains))
                .filter(test ->
                        mutant.fileSystem().map(test.fileSystem()::equals).orElse(true))
                .toList());
    }

    /** The tests on the file system of a mutant; all if it shows on any. */
    Catalogue on(Mutant mutant) {
        return new Catalogue(tests.stream()
                .filter(test ->
                        mutant.fileSystem().map(test.fileSystem()::equals).orElse(true))
                .toList());
    }

    /** The tests with tags. */
    Catalogue ofTags(List<String> tags) {
        return choose(
                tags,
                "tag",
                each(CrashTestInfo::tags),
                (test, tag) -> test.tags().contains(tag));
    }

    /** The tests on file systems. */
    Catalogue onFileSystems(List<String> names) {
        return choose(
                names,
                "file system",
                each(test -> List.of(test.fileSystem())),
                (test, name) -> test.fileSystem().equals(name));
    }

    /** The tests on platforms. */
    Catalogue onPlatforms(List<String> names) {
        return choose(
                names,
                "platform",
                each(test -> List.of(test.platform().name())),
                (test, name) -> test.platform().name().equalsIgnoreCase(name));
    }

    /** Every guarantee that a test names, in a reader's order. */
    TreeSet<String> guarantees() {
        TreeSet<String> ids = new TreeSet<>(Guarantees.order());
        tests.forEach(test -> ids.addAll(test.guarantees()));
        return ids;
    }

    /** Anything whose name matches a pattern in which {@code *} stands for any characters. */
    static Predicate<String> glob(String pattern) {
        String regex = Stream.of(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElseThrow();
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE).asMatchPredicate();
    }

    private interface Match {
        boolean matches(CrashTestInfo test, String wanted);
    }

    private Catalogue choose(List<String> wanted, String kind, Collection<String> known, Match match) {
        if (wanted.isEmpty()) {
            return this;
        }
        List<CrashTestInfo> chosen = new ArrayList<>();
        for (String name : wanted) {
            if (tests.stream().noneMatch(test -> match.matches(test, name))) {
                throw new UsageException("no test " + phrase(kind, name) + "; " + NearestNames.of(name, known));
            }
        }
        for (CrashTestInfo test : tests) {
            if (wanted.stream().anyMatch(name -> match.matches(test, name))) {
                chosen.add(test);
            }
        }
        return new Catalogue(chosen);
    }

    private static String phrase(String kind, String name) {
        return switch (kind) {
            case "suite" -> "is in suite '" + name + "'";
            case "guarantee" -> "checks guarantee '" + name + "'";
            case "tag" -> "has tag '" + name + "'";
            default -> "runs on " + kind + " '" + name + "'";
        };
    }

    private TreeSet<String> each(Function<CrashTestInfo, Collection<String>> values) {
        TreeSet<String> all = new TreeSet<>();
        tests.forEach(test -> all.addAll(values.apply(test)));
        return all;
    }

    private static String lastPart(String packageName) {
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }
}
