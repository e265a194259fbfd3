package org.powercut.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.powercut.framework.inject.CallSite;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.model.Site;

/** Finds every place of the code under test from which something can be taken. The crash tests' own classes are no such code. */
final class SiteMutants {
    /** Calls whose result says whether bytes are what they were. */
    static final List<String> CHECKS = List.of(
            "*.crc*",
            "*.checksum*",
            "Checksum*.of",
            "CRC32*.getValue",
            "*.*isValid",
            "*.*isWhole",
            "*.fits",
            "*.verify");

    /** Calls that take the permission to store away. */
    static final List<String> PROTECTS = List.of("*.writeProtect*", "*.protect*", "*.mprotect*");

    private final Set<String> packages;
    private final Set<String> testClasses;
    private final Predicate<String> checks;
    private final Predicate<String> protects;

    /**
     * @param tests whose code under test is meant
     * @param packages the only ones to look at; empty for all that are under test but the tests' own, or if there is no
     *     other, for those
     * @param checks patterns of calls, {@code Class.method}, that check checksums
     * @param protects patterns of calls that write-protect
     * @throws UsageException if one of the packages is not under test
     */
    SiteMutants(Catalogue tests, Collection<String> packages, List<String> checks, List<String> protects) {
        Set<String> underTest = Suites.packagesUnderTest(tests);
        for (String name : packages) {
            if (!underTest.contains(name)) {
                throw new UsageException(
                        "package '" + name + "' is not under test; " + NearestNames.of(name, underTest));
            }
        }
        this.packages = packages.isEmpty() ? code(tests, underTest) : Set.copyOf(packages);
        this.testClasses = tests.tests().stream()
                .map(test -> outermost(test.testClass().getName()))
                .collect(Collectors.toSet());
        this.checks = anyOf(checks);
        this.protects = anyOf(protects);
        Instrumentation.install(underTest);
    }

    private static Set<String> code(Catalogue tests, Set<String> underTest) {
        Set<String> others = new TreeSet<>(underTest);
        tests.tests().forEach(test -> others.remove(test.testClass().getPackageName()));
        return others.isEmpty() ? underTest : others;
    }

    /** All of them, by kind and then by place in the code. */
    List<SiteMutant> all() {
        Instrumentation instrumentation = Instrumentation.install(Set.of());
        List<SiteMutant> mutants = new ArrayList<>();
        for (Site site : instrumentation.sites().sites()) {
            if (isCode(site.className())) {
                addSite(site, mutants);
            }
        }
        for (CallSite call : instrumentation.calls()) {
            if (isCode(call.inClass())) {
                addCall(call, mutants);
            }
        }
        mutants.sort(Comparator.comparing(SiteMutant::kind));
        requireDistinct(mutants);
        return List.copyOf(mutants);
    }

    private static void addSite(Site site, List<SiteMutant> mutants) {
        if (site.instruction().equals("flush")) {
            mutants.add(SiteMutant.ofSite(MutationKind.FLUSH, site));
        } else if (site.instruction().equals("fence")) {
            mutants.add(SiteMutant.ofSite(MutationKind.FENCE, site));
            mutants.add(SiteMutant.ofSite(MutationKind.ORDER, site));
        }
    }

    private void addCall(CallSite call, List<SiteMutant> mutants) {
        String called = simple(call.calledClass()) + "." + call.calledMethod();
        if (call.calledMethod().startsWith("<")) {
            return;
        }
        if (call.use() != CallSite.Use.OTHER && checks.test(called)) {
            mutants.add(SiteMutant.ofCall(MutationKind.CHECK, call));
        } else if (call.use() == CallSite.Use.NOTHING && protects.test(called)) {
            mutants.add(SiteMutant.ofCall(MutationKind.PROTECT, call));
        }
    }

    private boolean isCode(String className) {
        return packages.stream().anyMatch(name -> className.startsWith(name + "."))
                && !testClasses.contains(outermost(className));
    }

    private static void requireDistinct(List<SiteMutant> mutants) {
        Set<String> names = new HashSet<>();
        for (SiteMutant mutant : mutants) {
            if (!names.add(mutant.mutant().name())) {
                throw new UsageException("two places are named " + mutant.place()
                        + " in different packages; name one of the packages with --code");
            }
        }
    }

    private static Predicate<String> anyOf(List<String> patterns) {
        return patterns.stream().map(Catalogue::glob).reduce(name -> false, Predicate::or);
    }

    private static String outermost(String className) {
        int nested = className.indexOf('$');
        return nested < 0 ? className : className.substring(0, nested);
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
