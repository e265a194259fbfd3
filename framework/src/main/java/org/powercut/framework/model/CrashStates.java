package org.powercut.framework.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/**
 * What a power cut at one position can leave: independent factors, each with its distinct variants, so that a crash
 * state is a choice of one variant for each. Nothing is multiplied out.
 *
 * <p>Beside that, a crash state can be said as the set of units in flight that it lost, numbered from 0 in the order in
 * which they were stored: slower, and for whoever has few of them to deal with.
 */
public final class CrashStates {
    private final Collection<Line> lines;
    private final boolean acrossLines;
    private final long visibleHash;
    private final long mediaHash;
    private final List<Factor> factors;
    private @Nullable List<Unit> open;
    private @Nullable BigInteger count;

    private CrashStates(
            Collection<Line> lines, boolean acrossLines, long visibleHash, long mediaHash, List<Factor> factors) {
        this.lines = lines;
        this.acrossLines = acrossLines;
        this.visibleHash = visibleHash;
        this.mediaHash = mediaHash;
        this.factors = factors;
    }

    /** @param barriers whether there is a clflush in the trace so far */
    static CrashStates of(
            Collection<Line> lines, Platform platform, boolean barriers, long visibleHash, long mediaHash) {
        boolean acrossLines = platform == Platform.EADR;
        List<Factor> factors = new ArrayList<>();
        List<Unit> tied = acrossLines || barriers ? tiedUnits(lines, acrossLines) : List.of();
        if (!tied.isEmpty()) {
            factors.addAll(Factors.of(tied, acrossLines));
        }
        for (Line line : lines) {
            if (!line.tied) {
                if (line.factors == null) {
                    line.factors = Factors.of(line.units, acrossLines);
                }
                factors.addAll(line.factors);
            }
        }
        return new CrashStates(lines, acrossLines, visibleHash, mediaHash, factors);
    }

    /** The units of all lines that depend on one another, ascending; marks those lines. */
    private static List<Unit> tiedUnits(Collection<Line> lines, boolean acrossLines) {
        lines.forEach(line -> line.tied = acrossLines && line.hasOpen());
        if (!acrossLines) {
            for (Line line : lines) {
                for (Unit unit : line.units) {
                    for (Barrier barrier : Needs.openBarriers(unit)) {
                        line.tied = true;
                        barrier.line.tied = true;
                    }
                }
            }
        }
        return lines.stream()
                .filter(line -> line.tied)
                .flatMap(line -> line.units.stream())
                .sorted(Comparator.comparingLong(unit -> unit.number))
                .toList();
    }

    /** How many factors there are, each with at least two variants. */
    public int factors() {
        return factors.size();
    }

    /** How many variants a factor has; 0 is everything persisted. */
    public int variants(int factor) {
        return factors.get(factor).variants();
    }

    /** The variant of a factor in which everything was lost that can be. */
    public int least(int factor) {
        return factors.get(factor).least();
    }

    /** The address of the line that a factor belongs to; the first, if it touches several. */
    public long line(int factor) {
        return factors.get(factor).line();
    }

    /** How many words a factor has; no other factor has them too. */
    public int words(int factor) {
        return factors.get(factor).addresses.length;
    }

    /** The address of a factor's word, a multiple of 8. */
    public long address(int factor, int word) {
        return factors.get(factor).addresses[word];
    }

    /** What a word of a factor holds in a variant, little endian. */
    public long word(int factor, int variant, int word) {
        return factors.get(factor).word(variant, word);
    }

    /** How many crash states there are with distinct images; at least so many, if not {@link #isComplete}. */
    public BigInteger count() {
        BigInteger known = count;
        if (known == null) {
            known = product();
            count = known;
        }
        return known;
    }

    /** Whether the variants are all there are; false where there were too many to enumerate. */
    public boolean isComplete() {
        return factors.stream().allMatch(Factor::isComplete);
    }

    /** The hash of the words with everything persisted, against the device before the trace. */
    public long visibleHash() {
        return visibleHash;
    }

    /** The hash of what became of media errors since the trace began; 0 if nothing. */
    public long mediaHash() {
        return mediaHash;
    }

    /** What the image hash changes by (exclusive or) if this factor is of that variant and not of variant 0. */
    public long change(int factor, int variant) {
        return factors.get(factor).change(variant);
    }

    /** Writes what a variant changes in the image with everything persisted. */
    public void write(int factor, int variant, Medium medium) {
        factors.get(factor).write(variant, medium);
    }

    /** Adds to {@code lost} the units that a variant of a factor lost. */
    public void addLost(int factor, int variant, BitSet lost) {
        units();
        Factor of = factors.get(factor);
        for (int i = 0; i < of.units.length; i++) {
            if (of.isLost(variant, i)) {
                lost.set(of.units[i].ordinal);
            }
        }
    }

    /** Most factors have two variants: powers of two are shifted, and the rest multiplied in few long steps. */
    private BigInteger product() {
        int shift = 0;
        long odd = 1;
        BigInteger product = BigInteger.ONE;
        for (Factor factor : factors) {
            int zeros = Integer.numberOfTrailingZeros(factor.variants());
            shift += zeros;
            odd *= factor.variants() >>> zeros;
            if (odd > Integer.MAX_VALUE) {
                product = product.multiply(BigInteger.valueOf(odd));
                odd = 1;
            }
        }
        return product.multiply(BigInteger.valueOf(odd)).shiftLeft(shift);
    }

    // crash states as sets of lost units

    /** The units in flight, by number. */
    public List<InFlightUnit> inFlight() {
        return units().stream()
                .map(unit -> new InFlightUnit(unit.event, unit.address(), unit.length))
                .toList();
    }

    /** Whether a crash can lose exactly these units. */
    public boolean allows(BitSet lost) {
        List<Unit> all = units();
        if (lost.length() > all.size()) {
            return false;
        }
        for (Unit unit : all) {
            if (!lost.get(unit.ordinal) && !Needs.nothing(unit) && needsAny(unit, lost)) {
                return false;
            }
        }
        return true;
    }

    /** Writes what losing these units changes in the image with everything persisted. */
    public void write(BitSet lost, Medium medium) {
        for (LineImage image : images(lost)) {
            for (int i = 0; i < Line.WORDS; i++) {
                if (image.media()[i] != image.visible()[i]) {
                    medium.set(image.address() + (long) i * Pmem.ATOM, image.media()[i]);
                }
            }
        }
    }

    /** Every line in flight, as it is if these units are lost. */
    public List<LineImage> images(BitSet lost) {
        units();
        return lines.stream().map(line -> image(line, lost)).toList();
    }

    private static LineImage image(Line line, BitSet lost) {
        long[] guaranteed = line.before.clone();
        long[] media = line.before.clone();
        for (Unit unit : line.units) {
            for (int i = 0; i < unit.wordCount(); i++) {
                int word = unit.firstWord() + i;
                if (unit.guaranteed) {
                    guaranteed[word] = unit.over(i, guaranteed[word]);
                }
                if (unit.guaranteed || !lost.get(unit.ordinal)) {
                    media[word] = unit.over(i, media[word]);
                }
            }
        }
        List<Integer> events = line.units.stream()
                .filter(unit -> !unit.guaranteed)
                .map(unit -> unit.event)
                .distinct()
                .toList();
        return new LineImage(line.address, guaranteed, line.visible.clone(), media, events);
    }

    private boolean needsAny(Unit unit, BitSet lost) {
        List<Unit> all = units();
        for (int i = lost.nextSetBit(0); i >= 0 && i < unit.ordinal; i = lost.nextSetBit(i + 1)) {
            if (Needs.needs(unit, all.get(i), acrossLines)) {
                return true;
            }
        }
        return false;
    }

    private List<Unit> units() {
        List<Unit> sorted = open;
        if (sorted == null) {
            sorted = lines.stream()
                    .flatMap(line -> line.units.stream())
                    .filter(unit -> !unit.guaranteed)
                    .sorted(Comparator.comparingLong(unit -> unit.number))
                    .toList();
            for (int i = 0; i < sorted.size(); i++) {
                sorted.get(i).ordinal = i;
            }
            open = sorted;
        }
        return sorted;
    }
}
