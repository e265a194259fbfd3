package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.powercut.framework.explore.WordsInFlight.Word;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.Medium;

/**
 * The crash states of one point as recovery and checks tell them apart: a tree, walked depth first. Each run begins with
 * everything persisted, but for what was decided for it before. When it loads bytes that are in flight and not yet decided,
 * the possible contents fall into classes of those that look the same in these bytes; the run goes on with one of them,
 * and the others are branches for later runs. What no load ever touches is never branched on, and contents that look alike so
 * far are told apart only when a load does. What a run does is turned into decisions by {@link RunQuestions}.
 *
 * <p>Sound because a run is a deterministic function of what it is told: every crash state agrees with exactly one leaf in
 * all that this leaf's run was told, so that its verdict is the leaf's. The {@link #weight}s of the leaves add up to all crash
 * states.
 *
 * <p>A word that a run overwrites before it loads it does not matter to this run. If the power may be cut again before
 * the new word is durable it matters to what comes then: so it stays open, and the tree of that cut has it below its own
 * words.
 */
final class ReadTree {
    private static final int NEVER = Integer.MAX_VALUE;

    /** Those of this cut first; joint ones, as they come, last. */
    private final List<Part> parts;

    private final WordsInFlight words;
    private final List<Step> path = new ArrayList<>();

    private final RunQuestions questions;
    private final RunGuard guard;
    private int run;

    /** How long the path was when the recovery that the run at hand shares with those before ended; very long before. */
    private int recovered = NEVER;

    /** Whether the power was cut again during the recovery that the run at hand shares with those before. */
    private boolean nested;

    private ReadTree(List<Part> parts, List<Word> words) {
        this.parts = parts;
        this.words = new WordsInFlight(words);
        this.questions = new RunQuestions(this, this.words);
        this.guard = new RunGuard(questions, this.words);
    }

    /** The states of a crash point before which everything is decided. */
    static ReadTree of(CrashStates states, Medium medium) {
        List<Part> parts = parts(states, Undecided.none(medium));
        return new ReadTree(parts, words(parts));
    }

    /**
     * The states of a crash point of a recovery.
     *
     * @param outer the tree of that recovery: what it has not told apart is in question too
     * @param undecided the device during that recovery, as it is at the crash point
     */
    static ReadTree of(CrashStates states, ReadTree outer, Undecided undecided) {
        List<Part> all = parts(states, undecided);
        List<Word> words = words(all);
        Set<Long> inFlight = new HashSet<>();
        words.forEach(word -> inFlight.add(word.address()));
        Map<Part, Part> carried = new LinkedHashMap<>();
        for (Part part : outer.parts) {
            if (part.joint == null && !part.isDecided()) {
                carried.put(part, part.carried());
            }
        }
        for (int word = 0; word < outer.words.count(); word = outer.words.next(word)) {
            long address = outer.words.address(word);
            // what recovery has durably overwritten is gone
            if (undecided.isOpen(address) || inFlight.contains(address)) {
                for (int open : outer.words.openAt(word)) {
                    // a decided one below an open one stays as it is
                    Part part = outer.words.part(open);
                    words.add(new Word(carried.getOrDefault(part, part), outer.words.index(open)));
                }
            }
        }
        all.addAll(carried.values());
        return new ReadTree(all, words);
    }

    private static List<Part> parts(CrashStates states, Undecided below) {
        List<Part> parts = new ArrayList<>();
        for (int factor = 0; factor < states.factors(); factor++) {
            parts.add(new FactorPart(states, factor, below));
        }
        return parts;
    }

    private static List<Word> words(List<Part> parts) {
        List<Word> words = new ArrayList<>();
        for (Part part : parts) {
            for (int index = 0; index < part.words(); index++) {
                words.add(new Word(part, index));
            }
        }
        return words;
    }

    /** The addresses of the words that are not decided. */
    Set<Long> openWords() {
        return words.openAddresses();
    }

    /** Who is to be told of what the runs load and store. */
    RunGuard guard() {
        return guard;
    }

    /** Goes on to the next run; false if every leaf was reached. */
    boolean next() {
        if (run > 0) {
            while (!path.isEmpty() && path.getLast().isLast()) {
                path.removeLast().undo();
            }
            if (path.isEmpty()) {
                return false;
            }
            path.getLast().advance();
            int changed = path.size() - 1;
            if (changed < recovered) {
                recovered = NEVER;
                nested = false;
            }
            questions.forgetAfter(changed);
        }
        run++;
        questions.begin();
        guard.begin(path.size());
        return true;
    }

    /** The number of the run at hand. */
    int run() {
        return run;
    }

    /** How many steps the path of the run at hand has. */
    int steps() {
        return path.size();
    }

    /** Recovery is done, and the check begins. What is on the path then, the first time, recovery has told apart. */
    void recovered() {
        if (recovered == NEVER) {
            recovered = path.size();
        }
    }

    /** Whether the power is still to be cut during the recovery of the run that just ended. */
    boolean isToNest() {
        return !nested;
    }

    /**
     * Puts what was decided for the run onto the device, which is as it was when the tree was made.
     *
     * @return what the hash of the image changed by
     */
    long write(Medium medium) {
        long change = 0;
        for (Step step : path) {
            if (step instanceof Step.Split split) {
                Part decided = split.part;
                while (decided.joint != null) {
                    decided = decided.joint;
                }
                change ^= write(decided, medium);
            }
        }
        return change;
    }

    private long write(Part part, Medium medium) {
        long change = 0;
        for (int i = 0; i < part.words(); i++) {
            if (words.has(part, i)) {
                long address = part.address(i);
                long before = medium.word(address);
                long value = words.current(words.first(address));
                if (before != value) {
                    change ^= ImageHash.change(address, before, value);
                    medium.set(address, value);
                }
            }
        }
        return change;
    }

    /**
     * Forgets for a while what the check of the run that just ended has told apart: power cuts during its recovery know
     * nothing of that.
     */
    void beginNested() {
        nested = true;
        for (int i = path.size() - 1; i >= recovered; i--) {
            path.get(i).undo();
        }
    }

    /** Remembers it again. */
    void endNested() {
        for (int i = recovered; i < path.size(); i++) {
            path.get(i).redo();
        }
    }

    /** Adds to {@code choice} the variants of {@code states} that are on the device. */
    void choose(CrashStates states, Choice choice) {
        for (Part part : parts) {
            if (part.joint == null) {
                part.choose(states, choice);
            }
        }
    }

    /** As {@link #choose}, of what was told apart to the end; the rest is in the tree within this one. */
    void chooseDecided(CrashStates states, Choice choice) {
        for (Part part : parts) {
            if (part.joint == null && part.isDecided()) {
                part.choose(states, choice);
            }
        }
    }

    /**
     * About how many runs there are: as many as branches along the path of the run that just ended, where the branches of
     * one test of words add up, as do those of one part that is told apart again and again, and all others multiply.
     */
    long branches() {
        for (Step step : path) {
            if (step instanceof Step.Split split) {
                split.part.ways = 1;
            }
        }
        for (Step step : path) {
            if (step instanceof Step.Split split && split.test == 0) {
                split.part.ways += split.classes.size() - 1;
            }
        }
        long product = 1;
        for (int i = 0; i < path.size() && product <= Integer.MAX_VALUE; i++) {
            if (path.get(i) instanceof Step.Split split && split.test == 0) {
                product *= split.part.ways;
                split.part.ways = 1;
            } else if (path.get(i) instanceof Step.Split split) {
                long branches = 1;
                int next = i;
                while (next < path.size() && path.get(next) instanceof Step.Split same && same.test == split.test) {
                    branches += same.classes.size() - 1;
                    next++;
                }
                product *= branches;
                i = next - 1;
            }
        }
        return product;
    }

    /** How many crash states the run that just ended stands for. */
    BigInteger weight() {
        BigInteger weight = BigInteger.ONE;
        for (Part part : parts) {
            if (part.joint == null) {
                weight = weight.multiply(BigInteger.valueOf(part.candidates.length));
            }
        }
        return weight;
    }

    // deciding

    /** From here on parts are decided together. */
    Part join(List<Part> members) {
        JointPart joint = new JointPart(members);
        add(new Step.Join(joint, parts, words));
        return joint;
    }

    /** On the path first, so that it is undone even if the run's stack ends in the midst of it. */
    private void add(Step step) {
        path.add(step);
        guard.decided(path.size());
        step.redo();
    }

    /**
     * Tells the contents of a part apart by a key, if they have several; goes on with those like the one on the device.
     *
     * @param test the test of words that asks, or 0
     */
    void split(Part part, int test, IntFunction<Object> key) {
        int[] candidates = part.candidates;
        Map<Object, int[]> classes = new LinkedHashMap<>();
        Map<Object, Integer> sizes = new HashMap<>();
        for (int candidate : candidates) {
            Object of = key.apply(candidate);
            int size = sizes.merge(of, 1, Integer::sum);
            int[] members = classes.get(of);
            if (members == null || members.length < size) {
                members = members == null ? new int[1] : Arrays.copyOf(members, 2 * members.length);
                classes.put(of, members);
            }
            members[size - 1] = candidate;
        }
        if (classes.size() > 1) {
            List<int[]> all = new ArrayList<>(classes.size());
            classes.forEach((of, members) -> all.add(Arrays.copyOf(members, sizes.getOrDefault(of, 0))));
            add(new Step.Split(part, all, test));
        }
    }
}
