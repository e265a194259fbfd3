package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestDescriptor;
import org.powercut.framework.inject.InstalledMutation;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.model.SiteTable;

/**
 * The instrumented code under test of one execution, and the bug that is planted in it, if one is.
 *
 * @param mutant the bug
 */
record Instruments(Optional<Mutant> mutant) {

    /**
     * Instruments the packages of every test at once, so that sites have their final numbers before the first recording, and
     * plants the mutant until the result is closed. A package that does not exist is left for the tests that name it to
     * complain of.
     *
     * @throws org.powercut.framework.inject.MutationException if there is no such place for the mutant
     */
    Planted plantFor(TestDescriptor root) {
        Set<String> all = new TreeSet<>();
        root.getDescendants().stream()
                .filter(VariantDescriptor.class::isInstance)
                .map(VariantDescriptor.class::cast)
                .forEach(variant -> all.addAll(variant.test().packages()));
        if (!install(all)) {
            all.removeIf(each -> !install(Set.of(each)));
        }
        Planted planted = new Planted(new ArrayList<>());
        try {
            for (Mutation mutation : mutant.map(Mutant::mutations).orElse(List.of())) {
                planted.mutations.add(Instrumentation.install(all).mutate(mutation));
            }
            return planted;
        } catch (RuntimeException e) {
            planted.close();
            throw e;
        }
    }

    /** What is planted in the code under test, until closed. */
    record Planted(List<InstalledMutation> mutations) implements AutoCloseable {
        @Override
        public void close() {
            mutations.forEach(InstalledMutation::close);
        }
    }

    /**
     * All sites, with the fingerprint of some packages.
     *
     * @throws IllegalArgumentException if there is no class in one of the packages
     */
    SiteTable sites(Set<String> packages) {
        return Instrumentation.install(packages).sites(packages);
    }

    private static boolean install(Collection<String> packages) {
        try {
            Instrumentation.install(packages);
            return true;
        } catch (IllegalArgumentException missing) {
            return false;
        }
    }
}
