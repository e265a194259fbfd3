package org.powercut.framework.engine;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestDescriptor;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.model.SiteTable;

/**
 * The instrumented code under test of one execution, and the bug that is planted in it, if one is.
 *
 * @param mutant the bug
 */
record Instruments(Optional<Mutant> mutant) {

    /**
     * Instruments the packages of every test at once, so that sites have their final numbers before the first recording. A
     * package that does not exist is left for the tests that name it to complain of.
     */
    void installFor(TestDescriptor root) {
        Set<String> all = new TreeSet<>();
        root.getDescendants().stream()
                .filter(VariantDescriptor.class::isInstance)
                .map(VariantDescriptor.class::cast)
                .forEach(variant -> all.addAll(variant.test().packages()));
        if (!install(all)) {
            all.forEach(each -> install(Set.of(each)));
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
