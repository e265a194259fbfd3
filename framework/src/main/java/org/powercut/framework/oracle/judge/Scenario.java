package org.powercut.framework.oracle.judge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationRunner;
import org.powercut.framework.oracle.OperationText;
import org.powercut.framework.oracle.Outcome;
import org.powercut.framework.oracle.spec.Root;
import org.powercut.framework.oracle.spec.Rules;
import org.powercut.framework.oracle.spec.SpecState;
import org.powercut.framework.oracle.spec.Specification;

/**
 * A workload with everything that a crash test of it needs: what is there before, the operations, and the legal states after
 * each power cut. A test class keeps one in a constant, and hands its three methods on to it. Its legal states are worked out
 * once for each moment, so that judging a recovered state costs a walk through a small tree.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Scenario {
    private static final String ACKNOWLEDGED = "acknowledged: ";
    private static final String BEGINS_WITH = "the root directory is ";

    private final List<Operation> before;
    private final List<Operation> operations;
    private final Map<Moment, LegalStates> legal = new ConcurrentHashMap<>();

    /** What the legal states depend on. */
    private record Moment(Rules rules, Root root, List<Outcome> outcomes) {}

    private Scenario(List<Operation> before, List<Operation> operations) {
        this.before = List.copyOf(before);
        this.operations = List.copyOf(operations);
    }

    /** A workload that begins with these operations durable. */
    public static Scenario of(List<Operation> before, List<Operation> operations) {
        return new Scenario(before, operations);
    }

    /**
     * As {@link #of(List, List)}, with the operations as text.
     *
     * @throws org.powercut.framework.oracle.BadOperationException if one of them is none
     */
    public static Scenario of(String before, String operations) {
        return new Scenario(OperationText.parseAll(before), OperationText.parseAll(operations));
    }

    /** The operations of the workload. */
    public List<Operation> operations() {
        return operations;
    }

    /** What a file system must be able to do. */
    public Set<Capability> needs() {
        Set<Capability> needs = new java.util.TreeSet<>();
        before.forEach(operation -> needs.addAll(operation.needs()));
        operations.forEach(operation -> needs.addAll(operation.needs()));
        return needs;
    }

    /**
     * Performs what comes before, for a {@code @Prepare} method.
     *
     * @throws IllegalStateException if an operation fails: a workload needs its starting point
     */
    public void prepare(DaxFileSystem fs) {
        try (OperationRunner runner = new OperationRunner(fs)) {
            for (Operation operation : before) {
                Outcome outcome = runner.run(operation);
                if (!outcome.isDone()) {
                    throw new IllegalStateException(
                            "the preparation " + OperationText.print(operation) + " failed: " + outcome);
                }
            }
        }
    }

    /**
     * Performs the operations, for a {@code @Workload} method, and marks a milestone before the first and after each.
     *
     * @param mark marks a milestone
     * @throws BrokenPromise if an operation does not end as the specification says, and nothing in its surroundings excuses it
     */
    public void run(DaxFileSystem fs, Consumer<String> mark) {
        run(new OperationRunner(fs), mark, () -> false);
    }

    /**
     * As {@link #run(DaxFileSystem, Consumer)}, for workloads that remount, and for devices that fail.
     *
     * @param remount unmounts a file system, and mounts the device again
     * @param faulty whether accesses of the device may fail: there are errors on its media, or faults are injected
     */
    public void run(
            DaxFileSystem fs, Consumer<String> mark, UnaryOperator<DaxFileSystem> remount, BooleanSupplier faulty) {
        run(new OperationRunner(fs, remount), mark, faulty);
    }

    private void run(OperationRunner runner, Consumer<String> mark, BooleanSupplier faulty) {
        Root root = Root.of(runner.fileSystem());
        mark.accept(BEGINS_WITH + root);
        // how operations end does not depend on the platform
        SpecState state = start(Rules.of(runner.fileSystem(), Platform.ADR), root);
        for (Operation operation : operations) {
            Outcome outcome = runner.run(operation);
            mark.accept(ACKNOWLEDGED + outcome);
            Surroundings surroundings = new Surroundings(runner.fileSystem(), faulty);
            requireExpected(operation, Specification.apply(state, operation).outcome(), outcome, surroundings);
            state = Specification.apply(state, operation, outcome).after();
        }
    }

    private static void requireExpected(
            Operation operation, Outcome expected, Outcome outcome, Surroundings surroundings) {
        Errno error = outcome.error();
        if (!outcome.equals(expected) && (error == null || !surroundings.excuse(operation, error))) {
            throw new BrokenPromise(
                    FailureClass.BROKEN_PROMISE,
                    OperationText.print(operation) + " ended with: " + outcome + "; it should with: " + expected);
        }
    }

    /** The state before the first operation; a new root has DAX, where what comes before changes that. */
    private SpecState start(Rules rules, Root root) {
        boolean changed = before.stream()
                .anyMatch(operation -> operation instanceof Operation.SetFlags set
                        && set.path().equals("/"));
        SpecState state = SpecState.empty(rules, changed ? root.withFlags(Root.NEW.flags()) : root);
        for (Operation operation : before) {
            state = Specification.apply(state, operation).after();
        }
        return Specification.apply(state, new Operation.Remount()).after().asStart();
    }

    /**
     * Judges a recovered state, for a {@code @Verify} method. Only reads.
     *
     * @param platform what the power was cut on: it decides what of mapped stores is durable
     * @param milestones those that {@link #run} marked before the power cut, and any others
     * @return allowed or interesting
     * @throws BrokenPromise if the state is forbidden
     */
    public Verdict verify(DaxFileSystem fs, Platform platform, List<String> milestones) {
        Verdict verdict = judge(fs, platform, milestones);
        verdict.requireLegal();
        return verdict;
    }

    /** As {@link #verify}, forbidden states included. */
    public Verdict judge(DaxFileSystem fs, Platform platform, List<String> milestones) {
        return legalStates(fs, platform, milestones).judge(fs);
    }

    /** Whether every operation was acknowledged, so that the whole workload has run. */
    public boolean hasRun(List<String> milestones) {
        return milestones.stream()
                        .filter(milestone -> milestone.startsWith(ACKNOWLEDGED))
                        .count()
                >= operations.size();
    }

    /** The legal states at the moment of the power cut. */
    private LegalStates legalStates(DaxFileSystem fs, Platform platform, List<String> milestones) {
        List<Outcome> outcomes = milestones.stream()
                .filter(milestone -> milestone.startsWith(ACKNOWLEDGED))
                .map(milestone -> Outcome.parse(milestone.substring(ACKNOWLEDGED.length())))
                .toList();
        Moment moment = new Moment(Rules.of(fs, platform), root(fs, milestones), outcomes);
        return legal.computeIfAbsent(
                moment, key -> LegalStates.of(start(key.rules(), key.root()), operations, key.outcomes()));
    }

    /** As the workload found it; as it is, if the power was cut before the workload had looked. */
    private static Root root(DaxFileSystem recovered, List<String> milestones) {
        return milestones.stream()
                .filter(milestone -> milestone.startsWith(BEGINS_WITH))
                .findFirst()
                .map(milestone -> Root.parse(milestone.substring(BEGINS_WITH.length())))
                .orElseGet(() -> Root.of(recovered));
    }

    /** The workload as text, after what comes before it. */
    @Override
    public String toString() {
        return before.isEmpty()
                ? OperationText.print(operations)
                : OperationText.print(before) + " | " + OperationText.print(operations);
    }
}
