package org.powercut.framework.generate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.framework.oracle.Operation;

/**
 * Makes workloads in rounds: at first those that it is given and each letter of the {@link Alphabet}, then mutations of those
 * that did something new. A round depends on the seed and on what was learned before it, so that the workloads of a round
 * can run side by side and still come out the same.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Fuzzer {
    private static final int ROUND = 32;
    private static final int LONGEST = 12;

    private final SplittableRandom rounds;
    private final Set<Capability> capabilities;
    private final Mutations mutations;
    private final List<Steps> first = new ArrayList<>();
    private final List<Steps> corpus = new ArrayList<>();
    private final Set<Long> features = new HashSet<>();

    /**
     * @param seed everything that is chosen is chosen from it
     * @param known workloads to begin with; what the file system cannot do is left out
     */
    public Fuzzer(long seed, Set<Capability> capabilities, Collection<Steps> known) {
        this.rounds = new SplittableRandom(seed);
        this.capabilities = Set.copyOf(capabilities);
        List<Letter> letters = Alphabet.of(capabilities);
        this.mutations = new Mutations(letters, LONGEST);
        Set<Steps> begin = new LinkedHashSet<>();
        known.stream().filter(this::isPossible).forEach(begin::add);
        for (Letter letter : letters) {
            List<Operation> operations = new ArrayList<>(letter.needed());
            operations.addAll(letter.at(0));
            operations.addAll(letter.points(0).getFirst());
            begin.add(Steps.of(operations));
        }
        first.addAll(begin);
    }

    /** The workloads to run next; never none. */
    public List<Steps> next() {
        if (!first.isEmpty()) {
            List<Steps> now = first.subList(0, Math.min(ROUND, first.size()));
            List<Steps> copy = List.copyOf(now);
            now.clear();
            return copy;
        }
        SplittableRandom random = rounds.split();
        List<Steps> made = new ArrayList<>();
        while (made.size() < ROUND) {
            Steps child = Steps.of(mutations.mutate(one(random), one(random), random));
            if (isPossible(child)) {
                made.add(child);
            }
        }
        return made;
    }

    /**
     * Learns what a workload did. What did something new is kept to make others of it.
     *
     * @return whether it did
     */
    public boolean learn(Steps steps, Set<Long> itsFeatures) {
        boolean isNew = features.addAll(itsFeatures);
        if (isNew) {
            corpus.add(steps);
        }
        return isNew;
    }

    /** The workloads that did something new, in the order in which they did. */
    public List<Steps> corpus() {
        return List.copyOf(corpus);
    }

    /** Newer ones more often: what they can do was tried least. */
    private List<Operation> one(SplittableRandom random) {
        int size = corpus.size();
        if (size == 0) {
            return List.of();
        }
        int which = Math.max(random.nextInt(size), random.nextInt(size));
        return corpus.get(which).operations();
    }

    private boolean isPossible(Steps steps) {
        return steps.operations().stream().allMatch(operation -> capabilities.containsAll(operation.needs()))
                && steps.needs().stream().allMatch(operation -> capabilities.containsAll(operation.needs()));
    }
}
