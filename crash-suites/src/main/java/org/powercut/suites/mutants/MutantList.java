package org.powercut.suites.mutants;

import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.Mutation;

/** Collects mutants, in the order in which they are listed. */
final class MutantList {
    private final List<Mutant> mutants = new ArrayList<>();

    List<Mutant> mutants() {
        return List.copyOf(mutants);
    }

    void add(Mutant mutant) {
        mutants.add(mutant);
    }

    /** A method's write-backs do not reach the device. */
    void dropFlush(String name, String method, String description, String... guarantees) {
        device(name, "missing flush", description, new DropFlush(Aim.at(method + ":flush")), guarantees);
    }

    /** A method's fences do not reach the device. */
    void dropFence(String name, String method, String description, String... guarantees) {
        device(name, "missing fence", description, new DropFence(Aim.at(method + ":fence")), guarantees);
    }

    /** A bug that shows at the device. */
    void device(String name, String bugClass, String description, Fault fault, String... guarantees) {
        add(new Mutant(name, description, bugClass, List.of(guarantees), FaultPlan.of(name, fault)));
    }

    /** A bug in the code. */
    void code(String name, String bugClass, String description, Mutation mutation, String... guarantees) {
        add(new Mutant(name, description, bugClass, List.of(guarantees), mutation));
    }
}
