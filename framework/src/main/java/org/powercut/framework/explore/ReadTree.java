package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.inject.LoadObserver;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.Medium;
import org.powercut.pmem.Pmem;

/**
 * The crash states of one point as the loads of recovery and checks tell them apart: a tree, walked depth first. Each
 * run begins with everything persisted, but for what was decided for it before. When it loads bytes that are in flight
 * and not yet decided, the possible contents fall into classes of those that look the same in these bytes; the run
 * goes on with one of them, and the others are branches for later runs. What no load ever touches is never branched on, and
 * contents that look alike so far are told apart only when a load does.
 *
 * <p>Sound because a run is a deterministic function of the values that it loads: every crash state agrees with exactly
 * one leaf in all that this leaf's run has loaded, so that its verdict is the leaf's. The {@link #weight}s of the leaves
 * add up to all crash states.
 *
 * <p>A word that a run overwrites before it loads it is no longer in flight for this run, unless stores are to be decided
 * too ({@code strict}), because the power may be cut again before the new word is durable.
 */
final class ReadTree implements LoadObserver {
    private static final int FILTER = 1 << 12;

    private final boolean strict;
    private final List<Part> parts = new ArrayList<>();

    /** Words in flight, ascending by address; what they are part of; and the run that overwrote them last. */
    private final long[] addresses;

    private final int[] partOf;
    private final int[] indexIn;
    private final int[] overwritten;

    /** A bit for each line that has words in flight, by the low bits of its number. */
    private final long[] filter = new long[FILTER / Long.SIZE];

    private final List<Decision> path = new ArrayList<>();
    private int run;
    private boolean begun;

    /** A factor of a crash point, and which of its variants are still possible in the run at hand. */
    private static final class Part {
        final CrashStates states;
        final int factor;
        final int[] initial;
        int[] candidates;

        Part(CrashStates states, int factor, int[] initial) {
            this.states = states;
            this.factor = factor;
            this.initial = initial;
            this.candidates = initial;
        }

        /** The variant that is on the device. */
        int variant() {
            return candidates[0];
        }

        long word(int variant, int index) {
            return states.word(factor, variant, index);
        }

        /** Writes what differs from the variant that was on the device when the tree was made. */
        void write(Medium medium) {
            for (int i = 0; i < states.words(factor); i++) {
                long value = word(variant(), i);
                if (value != word(initial[0], i)) {
                    medium.set(states.address(factor, i), value);
                }
            }
        }
    }

    /** A load that told classes of contents apart, and the class of the run at hand. */
    private static final class Decision {
        final Part part;
        final List<int[]> classes;
        int chosen;

        Decision(Part part, List<int[]> classes) {
            this.part = part;
            this.classes = classes;
        }
    }

    private ReadTree(List<Part> parts, boolean strict) {
        this.strict = strict;
        this.parts.addAll(parts);
        record Word(long address, int part, int index) {}
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            for (int word = 0; word < part.states.words(part.factor); word++) {
                words.add(new Word(part.states.address(part.factor, word), i, word));
            }
        }
        words.sort((a, b) -> Long.compare(a.address(), b.address()));
        addresses = words.stream().mapToLong(Word::address).toArray();
        partOf = words.stream().mapToInt(Word::part).toArray();
        indexIn = words.stream().mapToInt(Word::index).toArray();
        overwritten = new int[addresses.length];
        for (long address : addresses) {
            long line = address / Pmem.LINE % FILTER;
            filter[(int) line / Long.SIZE] |= 1L << line;
        }
    }

    /**
     * The states of a crash point.
     *
     * @param outer for a crash point of a recovery: the tree of that recovery, what it has not told apart is in question
     *     too
     * @param strict whether stores are decided like loads
     */
    static ReadTree of(CrashStates states, @Nullable ReadTree outer, boolean strict) {
        List<Part> all = parts(states);
        if (outer != null) {
            for (Part part : outer.parts) {
                if (part.candidates.length > 1) {
                    all.add(new Part(part.states, part.factor, part.candidates));
                }
            }
        }
        return new ReadTree(all, strict);
    }

    private static List<Part> parts(CrashStates states) {
        List<Part> parts = new ArrayList<>();
        for (int factor = 0; factor < states.factors(); factor++) {
            int[] every = IntStream.range(0, states.variants(factor)).toArray();
            parts.add(new Part(states, factor, every));
        }
        return parts;
    }

    /** Goes on to the next run; false if every leaf was reached. */
    boolean next() {
        if (begun) {
            while (!path.isEmpty()
                    && path.getLast().chosen == path.getLast().classes.size() - 1) {
                Decision done = path.removeLast();
                done.part.candidates = done.part.initial;
            }
            if (path.isEmpty()) {
                return false;
            }
            path.getLast().chosen++;
        }
        begun = true;
        run++;
        for (Decision decision : path) {
            decision.part.candidates = decision.classes.get(decision.chosen);
        }
        return true;
    }

    /** Puts what was decided for the run onto the device, which is as it was when the tree was made. */
    void write(Medium medium) {
        for (Decision decision : path) {
            Part part = decision.part;
            if (part.candidates == decision.classes.get(decision.chosen)) {
                part.write(medium);
            }
        }
    }

    /** Adds to {@code choice} the variants of {@code states} that are on the device. */
    void choose(CrashStates states, Choice choice) {
        for (Part part : parts) {
            if (part.states == states) {
                choice.add(part.factor, part.variant());
            }
        }
    }

    /** As {@link #choose}, of what was told apart to the end; the rest is in the tree within this one. */
    void chooseDecided(CrashStates states, Choice choice) {
        for (Part part : parts) {
            if (part.states == states && part.candidates.length == 1) {
                choice.add(part.factor, part.variant());
            }
        }
    }

    /** How many runs there are at least: as many as branches along the path of the run that just ended. */
    long branches() {
        long product = 1;
        for (Decision decision : path) {
            product *= decision.classes.size();
            if (product > Integer.MAX_VALUE) {
                return product;
            }
        }
        return product;
    }

    /** How many crash states the run that just ended stands for. */
    BigInteger weight() {
        BigInteger weight = BigInteger.ONE;
        for (Part part : parts) {
            weight = weight.multiply(BigInteger.valueOf(part.candidates.length));
        }
        return weight;
    }

    // what the run does

    @Override
    public void loading(long offset, long length) {
        if (mayTouch(offset, length)) {
            long end = offset + length;
            for (int i = first(offset); i < addresses.length && addresses[i] < end; i++) {
                if (overwritten[i] != run) {
                    decide(i, mask(addresses[i], offset, end));
                }
            }
        }
    }

    @Override
    public void storing(long offset, long length) {
        if (mayTouch(offset, length)) {
            long end = offset + length;
            for (int i = first(offset); i < addresses.length && addresses[i] < end; i++) {
                if (overwritten[i] == run) {
                    continue;
                }
                if (strict || mask(addresses[i], offset, end) != -1L) {
                    decide(i, -1L);
                } else {
                    overwritten[i] = run;
                }
            }
        }
    }

    private boolean mayTouch(long offset, long length) {
        long first = offset / Pmem.LINE;
        long last = (offset + length - 1) / Pmem.LINE;
        if (last - first > 1) {
            return length > 0;
        }
        return isSet(first) || isSet(last);
    }

    private boolean isSet(long line) {
        return (filter[(int) (line % FILTER) / Long.SIZE & filter.length - 1] >>> line & 1) != 0;
    }

    /** The first word in flight that the bytes from {@code offset} on can touch. */
    private int first(long offset) {
        int at = Arrays.binarySearch(addresses, Pmem.floor(offset, Pmem.ATOM));
        return at >= 0 ? at : -at - 1;
    }

    /** The bits of a word that lie in {@code [offset, end)}. */
    private static long mask(long address, long offset, long end) {
        long mask = -1L;
        if (offset > address) {
            mask <<= 8 * (offset - address);
        }
        if (end < address + Pmem.ATOM) {
            mask &= -1L >>> 8 * (address + Pmem.ATOM - end);
        }
        return mask;
    }

    /** A load sees these bits of a word: what else they could be is left for later runs. */
    private void decide(int word, long mask) {
        Part part = parts.get(partOf[word]);
        int index = indexIn[word];
        int[] candidates = part.candidates;
        long seen = part.word(candidates[0], index) & mask;
        for (int i = 1; i < candidates.length; i++) {
            if ((part.word(candidates[i], index) & mask) != seen) {
                split(part, index, mask);
                return;
            }
        }
    }

    private void split(Part part, int index, long mask) {
        List<long[]> values = new ArrayList<>();
        List<int[]> classes = new ArrayList<>();
        for (int candidate : part.candidates) {
            long value = part.word(candidate, index) & mask;
            int at = indexOf(values, value);
            if (at < 0) {
                values.add(new long[] {value});
                classes.add(new int[] {candidate});
            } else {
                int[] grown = Arrays.copyOf(classes.get(at), classes.get(at).length + 1);
                grown[grown.length - 1] = candidate;
                classes.set(at, grown);
            }
        }
        path.add(new Decision(part, classes));
        part.candidates = classes.getFirst();
    }

    private static int indexOf(List<long[]> values, long value) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i)[0] == value) {
                return i;
            }
        }
        return -1;
    }
}
