package org.powercut.framework.explore;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;

/**
 * A sample of the crash states of one point: everything persisted and nothing; a {@link CoveringArray} with every
 * combination of any two (or three) parts; one line lost and one line persisted, one part of a line lost and one
 * persisted; then at random. A kind that is too large for what is left of the bound is sampled itself, and the {@link
 * Means} say so.
 */
final class SampledStates implements StateSequence {
    /** More variants of a part than this are not combined with those of others: the extremes and some between are. */
    private static final int MOST_LEVELS = 16;

    private final CrashStates states;
    private final CoveringArray covering;

    /** Whether parts have more contents than are combined. */
    private final boolean levelsLeftOut;

    private final long seed;

    /** The factors of line {@code i} are those from {@code starts[i]} to before {@code starts[i + 1]}. */
    private final int[] starts;

    private final int lines;
    private final int random;

    /** Single deviations: those of factor {@code f} have the numbers from {@code singles[f]} on. */
    private final long[] singles;

    /** How many states of each kind there are, and how many of them are taken. */
    private final long[] sizes = new long[Kind.values().length];

    private final long[] quotas = new long[Kind.values().length];
    private int kind;
    private long index;

    /**
     * @param strength of the covering array
     * @param most how many states there may be, without those at random
     * @param random how many states at random
     */
    SampledStates(CrashStates states, int strength, long most, int random, long seed, Means means) {
        this.states = states;
        this.seed = seed;
        this.random = random;
        int factors = states.factors();
        this.starts = new int[factors + 1];
        this.singles = new long[factors + 1];
        int count = 0;
        for (int factor = 0; factor < factors; factor++) {
            if (factor == 0 || states.line(factor) != states.line(factor - 1)) {
                starts[count++] = factor;
            }
            singles[factor + 1] = singles[factor] + states.variants(factor) - 1;
        }
        starts[count] = factors;
        this.lines = count;
        this.levelsLeftOut = IntStream.range(0, factors).anyMatch(factor -> states.variants(factor) > MOST_LEVELS);
        this.covering = CoveringArray.of(strength, levels());
        plan(most, means);
    }

    private int[] levels() {
        int[] levels = new int[states.factors()];
        Arrays.setAll(levels, factor -> Math.min(MOST_LEVELS, states.variants(factor)));
        return levels;
    }

    private void plan(long most, Means means) {
        means.sampled();
        long left = most;
        for (Kind of : Kind.values()) {
            long size = sizeOf(of);
            long quota = size;
            if (of == Kind.RANDOM) {
                means.random(random);
            } else {
                String name = of == Kind.COVERING ? covering.strength() + "-way" : of.means;
                means.used(name);
                // the first kinds are worth more than what comes after them
                long fair = of == Kind.EXTREMES || of == Kind.COVERING ? left : left / 2 + 2;
                if (of == Kind.COVERING && levelsLeftOut) {
                    means.inPart(name);
                }
                if (size > fair) {
                    quota = Math.max(0, of == Kind.COVERING ? left : left / 2);
                    means.inPart(name);
                }
            }
            left -= quota;
            sizes[of.ordinal()] = size;
            quotas[of.ordinal()] = quota;
        }
    }

    @Override
    public boolean next(Choice choice) {
        while (index == quotas[kind]) {
            if (kind == quotas.length - 1) {
                return false;
            }
            kind++;
            index = 0;
        }
        long item = quotas[kind] == sizes[kind] ? index : spread(index, sizes[kind], quotas[kind]);
        index++;
        choice.clear();
        set(Kind.values()[kind], item, choice);
        return true;
    }

    private long sizeOf(Kind of) {
        long factors = states.factors();
        return switch (of) {
            case EXTREMES -> 2;
            case LINE_LOST, LINE_ONLY -> lines;
            case PART_LOST -> singles[(int) factors];
            case PART_ONLY -> factors == lines ? 0 : factors;
            case COVERING -> covering.rows();
            case RANDOM -> random;
        };
    }

    /** Item {@code i} of a kind that is larger than its quota: one at random of each stretch of equal length. */
    private long spread(long i, long size, long quota) {
        long from = (long) ((double) i * size / quota);
        long to = Math.max(from + 1, (long) ((double) (i + 1) * size / quota));
        return Math.min(size - 1, from + Math.floorMod(bits(i), to - from));
    }

    private long bits(long item) {
        return ImageHash.mix(seed + ImageHash.mix(item + ((long) kind << 56)));
    }

    private void set(Kind of, long item, Choice choice) {
        switch (of) {
            case EXTREMES -> {
                if (item == 1) {
                    only(-1, choice);
                }
            }
            case LINE_LOST -> lose((int) item, choice);
            case LINE_ONLY -> only((int) item, choice);
            case PART_LOST -> {
                int factor = factorOf(item);
                choice.add(factor, (int) (item - singles[factor]) + 1);
            }
            case PART_ONLY -> onlyPart((int) item, choice);
            case COVERING -> cover(item, choice);
            case RANDOM -> random(item, choice);
        }
    }

    private void lose(int line, Choice choice) {
        for (int factor = starts[line]; factor < starts[line + 1]; factor++) {
            choice.add(factor, states.least(factor));
        }
    }

    private void only(int line, Choice choice) {
        for (int i = 0; i < lines; i++) {
            if (i != line) {
                lose(i, choice);
            }
        }
    }

    private void onlyPart(int part, Choice choice) {
        for (int factor = 0; factor < states.factors(); factor++) {
            if (factor != part) {
                choice.add(factor, states.least(factor));
            }
        }
    }

    private void cover(long row, Choice choice) {
        for (int factor = 0; factor < states.factors(); factor++) {
            choice.add(factor, variant(factor, covering.level(row, factor)));
        }
    }

    /** Level 0 is everything persisted, level 1 as little as can be, and the others are the rest. */
    private int variant(int factor, int level) {
        int variants = states.variants(factor);
        int least = states.least(factor);
        if (level <= 1) {
            return level == 0 ? 0 : least;
        }
        int other = variants <= MOST_LEVELS ? level - 1 : (int) ((long) (level - 1) * variants / MOST_LEVELS);
        return other < least ? other : Math.min(other + 1, variants - 1);
    }

    /** Each factor persisted whole with a chance of 1/8 to 7/8, which differs from state to state; else any variant. */
    private void random(long item, Choice choice) {
        long state = bits(item);
        long eighths = 1 + Math.floorMod(state, 7);
        for (int factor = 0; factor < states.factors(); factor++) {
            state = ImageHash.mix(state + factor + 1);
            if ((state & 7) >= eighths) {
                choice.add(factor, (int) Math.floorMod(state >>> 3, (long) states.variants(factor)));
            }
        }
    }

    private int factorOf(long single) {
        int at = Arrays.binarySearch(singles, single);
        return at >= 0 ? at : -at - 2;
    }

    private enum Kind {
        EXTREMES(Means.ALL_BUT_ONE),
        COVERING(""),
        LINE_LOST(Means.ALL_BUT_ONE),
        LINE_ONLY(Means.ONLY_ONE),
        PART_LOST(Means.ALL_BUT_ONE),
        PART_ONLY(Means.ONLY_ONE),
        RANDOM("");

        final String means;

        Kind(String means) {
            this.means = means;
        }
    }
}
