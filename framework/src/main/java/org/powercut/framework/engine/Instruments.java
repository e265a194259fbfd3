package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestDescriptor;
import org.powercut.framework.inject.InstalledMutation;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.MutationException;
import org.powercut.framework.model.SiteTable;

/**
 * The instrumented code under test of one execution, and the bug that is planted in it, if one is. Where that is not
 * possible, each test that needs it says so: a failure of the whole engine would make results vanish.
 */
final class Instruments {
    private final Optional<Mutant> mutant;
    private volatile @Nullable MutationException notPlanted;

    Instruments(Optional<Mutant> mutant) {
        this.mutant = mutant;
    }

    /** The bug that is planted. */
    Optional<Mutant> mutant() {
        return mutant;
    }

    /**
     * Instruments the packages of every test at once, so that sites have their final numbers before the first recording, and
     * plants the mutant until the result is closed.
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
        } catch (MutationException e) {
            notPlanted = e;
        }
        return planted;
    }

    /**
     * All sites, with the fingerprint of some packages.
     *
     * @throws IllegalArgumentException if there is no class in one of the packages
     * @throws IllegalStateException if the packages cannot be instrumented in this JVM
     * @throws MutationException if there is no such place for the mutant
     */
    SiteTable sites(Set<String> packages) {
        MutationException failure = notPlanted;
        if (failure != null) {
            throw failure;
        }
        return Instrumentation.install(packages).sites(packages);
    }

    private static boolean install(Collection<String> packages) {
        try {
            Instrumentation.install(packages);
            return true;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false; // sites() throws it again for each test concerned
        }
    }

    /** What is planted in the code under test, until closed. */
    record Planted(List<InstalledMutation> mutations) implements AutoCloseable {
        @Override
        public void close() {
            mutations.forEach(InstalledMutation::close);
        }
    }
}
