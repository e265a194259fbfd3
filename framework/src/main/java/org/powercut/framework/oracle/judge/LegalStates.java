package org.powercut.framework.oracle.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Snapshot;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.Outcome;
import org.powercut.framework.oracle.judge.Difference.Aspect;
import org.powercut.framework.oracle.spec.Node;
import org.powercut.framework.oracle.spec.Page;
import org.powercut.framework.oracle.spec.SpecState;
import org.powercut.framework.oracle.spec.Specification;
import org.powercut.framework.oracle.spec.Step;

/**
 * The states that a power cut may leave at one moment of a workload: some operations were acknowledged, the next one may have
 * been running. A recovered tree is legal if it is that after one of the operations from the last one that is known durable
 * to the one that was running, and each page holds, word by word, what its block may hold. Immutable; judges any number of
 * recovered states, in any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LegalStates {
    private final List<Operation> operations;
    private final int acknowledged;
    /** By number of operations; with the one that may be running at the end, if there is one. */
    private final List<SpecState> states;

    private final List<Expected> trees;
    private final Map<Integer, Page> pages;

    private LegalStates(List<Operation> operations, int acknowledged, List<SpecState> states) {
        this.operations = operations;
        this.acknowledged = acknowledged;
        this.states = states;
        this.trees = states.stream().map(state -> Expected.of(state.nodes())).toList();
        this.pages = states.getLast().pages();
    }

    /**
     * The legal states after some operations were acknowledged.
     *
     * @param start the state before the first operation, all of it durable
     * @param operations the workload
     * @param outcomes how the acknowledged operations ended: at most as many as there are operations
     */
    public static LegalStates of(SpecState start, List<Operation> operations, List<Outcome> outcomes) {
        List<SpecState> states = new ArrayList<>(List.of(start));
        for (int i = 0; i < outcomes.size(); i++) {
            states.add(Specification.apply(states.getLast(), operations.get(i), outcomes.get(i))
                    .after());
        }
        if (outcomes.size() < operations.size()) {
            Step running = Specification.apply(states.getLast(), operations.get(outcomes.size()));
            states.add(running.during());
        }
        return new LegalStates(List.copyOf(operations), outcomes.size(), List.copyOf(states));
    }

    /** Judges a recovered file system. Reads it only. */
    public Verdict judge(DaxFileSystem fs) {
        Observed observed = Observed.of(fs);
        for (int candidate : candidates()) {
            Match match = match(fs, observed, candidate, false);
            if (match.isLegal()) {
                return legal(candidate, match);
            }
        }
        return new Explanation(this, fs, observed).verdict();
    }

    /** The numbers of operations that may be there, the likeliest first. */
    private List<Integer> candidates() {
        List<Integer> candidates = new ArrayList<>();
        candidates.add(acknowledged);
        if (states.size() > acknowledged + 1) {
            candidates.add(acknowledged + 1);
        }
        for (int earlier = acknowledged - 1; earlier >= committed(); earlier--) {
            candidates.add(earlier);
        }
        return candidates;
    }

    private Verdict legal(int candidate, Match match) {
        if (candidate < acknowledged && !isSame(candidate, acknowledged)) {
            return Verdict.interesting(
                    candidate,
                    Promises.PERSISTENCE_POINTS,
                    "%d operations were acknowledged, %d are there; no sync had returned since"
                            .formatted(acknowledged, candidate));
        }
        if (match.openWords()) {
            return Verdict.interesting(
                    candidate,
                    Promises.WORDS,
                    "words that were stored in place and not yet synced are old or new, each by itself");
        }
        String reason = candidate > acknowledged
                ? "the operation that was running has happened"
                : "every operation that was acknowledged is there, and nothing else";
        return Verdict.allowed(candidate, Promises.DURABLE_AT_RETURN, reason);
    }

    private boolean isSame(int one, int other) {
        return states.get(one).nodes().equals(states.get(other).nodes())
                && states.get(one)
                        .snapshots()
                        .keySet()
                        .equals(states.get(other).snapshots().keySet());
    }

    // for explanations

    /** How a recovered state compares with one candidate. */
    record Match(List<Difference> differences, boolean openWords) {
        boolean isLegal() {
            return differences.isEmpty();
        }
    }

    Match match(DaxFileSystem fs, Observed observed, int candidate, boolean all) {
        SpecState state = states.get(candidate);
        TreeComparison comparison = new TreeComparison(fs, observed, state.rules(), pages, all);
        List<Difference> differences = comparison.with(trees.get(candidate));
        if (differences.isEmpty() && state.rules().can(Capability.SNAPSHOTS)) {
            differences = snapshotDifferences(fs, state);
        }
        return new Match(differences, comparison.hasOpenWords());
    }

    private List<Difference> snapshotDifferences(DaxFileSystem fs, SpecState state) {
        List<String> found =
                fs.snapshots().stream().map(Snapshot::name).sorted().toList();
        List<String> wanted = state.snapshots().keySet().stream().sorted().toList();
        if (!found.equals(wanted)) {
            return List.of(new Difference(
                    "/", "the list of snapshots", found.toString(), wanted.toString(), Aspect.SNAPSHOTS));
        }
        for (Map.Entry<String, Map<Integer, Node>> snapshot : state.snapshots().entrySet()) {
            try (DaxFileSystem past = fs.openSnapshot(snapshot.getKey())) {
                List<Difference> differences = new TreeComparison(past, Observed.of(past), state.rules(), pages, false)
                        .with(Expected.of(snapshot.getValue()));
                if (!differences.isEmpty()) {
                    Difference first = differences.getFirst();
                    return List.of(new Difference(
                            "snapshot:" + snapshot.getKey() + ":" + first.path(),
                            first.what(),
                            first.found(),
                            first.expected(),
                            Aspect.SNAPSHOTS));
                }
            }
        }
        return List.of();
    }

    int acknowledged() {
        return acknowledged;
    }

    int committed() {
        return states.get(acknowledged).committed();
    }

    List<SpecState> states() {
        return states;
    }

    /** The operation that led to a state, counted from 1. */
    Operation operation(int number) {
        return operations.get(number - 1);
    }

    /** The operation that may have been running. */
    Optional<Operation> running() {
        @Nullable Operation running = acknowledged < operations.size() ? operations.get(acknowledged) : null;
        return Optional.ofNullable(running);
    }

    Expected tree(int number) {
        return trees.get(number);
    }

    /** What each page may hold at the cut. */
    Map<Integer, Page> pages() {
        return pages;
    }
}
