package org.powercut.framework.generate;

import java.util.Optional;
import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.spec.Root;
import org.powercut.framework.oracle.spec.Rules;
import org.powercut.framework.oracle.spec.SpecState;
import org.powercut.framework.oracle.spec.Specification;
import org.powercut.framework.oracle.spec.Step;

/** Tells the workloads that can happen, each operation of which succeeds, from those that are refused in part. */
final class Possible {
    private final SpecState tree;

    /** @param capabilities of the file system */
    Possible(Set<Capability> capabilities) {
        // files under a new root are accessed directly, so that they can be mapped in every mode
        SpecState empty = SpecState.empty(new Rules(Contract.STRONG, capabilities, Platform.ADR), Root.NEW);
        tree = after(empty, StartingTree.operations(capabilities))
                .orElseThrow(() -> new IllegalStateException("the starting tree cannot be made"));
    }

    /** Whether every operation of a workload, and all that it needs, succeeds. */
    boolean canHappen(Steps steps) {
        return after(tree, steps.needs())
                .flatMap(state -> after(state, steps.operations()))
                .isPresent();
    }

    private static Optional<SpecState> after(SpecState from, Iterable<Operation> operations) {
        SpecState state = from;
        for (Operation operation : operations) {
            Step step = Specification.apply(state, operation);
            if (!step.outcome().isDone()) {
                return Optional.empty();
            }
            state = step.after();
        }
        return Optional.of(state);
    }
}
