package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.Mutation;

/**
 * The code under test with one bug planted in it. A suite is as good as the mutants it catches, so each mutant names the
 * guarantees whose tests must have a finding.
 *
 * @param name short, stable, of letters, digits and hyphens: {@code tail-not-flushed}; part of the ids of its tests
 * @param description what is planted, in one line
 * @param bugClass the kind of bug, such as {@code missing flush}
 * @param guarantees such as {@code G9}: the tests of at least one of them must catch it; empty if any test may
 * @param faults what goes wrong at the device, on top of a test's own faults; {@link FaultPlan#none()} if the bug lies
 *     elsewhere
 * @param mutations what is wrong in the code under test; empty if the bug lies in the faults
 * @param fileSystem on which the tests must catch it, such as {@code dax-fs:weak}; empty if on any
 * @param firstCaughtBy the class of tests, such as {@code Outer.Inner}, that has a finding when no other class runs; it checks the
 *     first of the guarantees, whose own mutant this is then. Empty if it shows nothing that another mutant does not
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Mutant(
        String name,
        String description,
        String bugClass,
        List<String> guarantees,
        FaultPlan faults,
        List<Mutation> mutations,
        Optional<String> fileSystem,
        Optional<String> firstCaughtBy) {

    public Mutant {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
            throw new IllegalArgumentException("'" + name
                    + "' is no name for a mutant; use letters, digits and hyphens, such as tail-not-flushed");
        }
        if (faults.isEmpty() == mutations.isEmpty()) {
            throw new IllegalArgumentException(
                    "mutant " + name + " is to have either faults at the device or mutations of the code");
        }
        guarantees = List.copyOf(guarantees);
        mutations = List.copyOf(mutations);
    }

    /** A bug that shows at the device. */
    public Mutant(String name, String description, String bugClass, List<String> guarantees, FaultPlan faults) {
        this(
                name,
                description,
                bugClass,
                named(name, guarantees),
                faults,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** A bug in the code under test itself. */
    public Mutant(String name, String description, String bugClass, List<String> guarantees, Mutation... mutations) {
        this(
                name,
                description,
                bugClass,
                named(name, guarantees),
                FaultPlan.none(),
                List.of(mutations),
                Optional.empty(),
                Optional.empty());
    }

    private static List<String> named(String name, List<String> guarantees) {
        if (guarantees.isEmpty()) {
            throw new IllegalArgumentException("mutant " + name + " names no guarantee that must catch it");
        }
        return guarantees;
    }

    /** The same bug, which shows on one file system only. */
    public Mutant on(String name) {
        return new Mutant(
                this.name, description, bugClass, guarantees, faults, mutations, Optional.of(name), firstCaughtBy);
    }

    /** The same bug, as the own mutant of the first guarantee that it names. */
    public Mutant firstCaughtBy(String testClass) {
        return new Mutant(
                name, description, bugClass, guarantees, faults, mutations, fileSystem, Optional.of(testClass));
    }

    /** Whether it is the own mutant of a guarantee. */
    public boolean isOwnOf(String guarantee) {
        return firstCaughtBy.isPresent() && guarantees.getFirst().equals(guarantee);
    }
}
