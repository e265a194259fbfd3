package org.powercut.framework.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds the variants of a factor: goes through its units in the order in which they were stored and decides of each
 * whether it persisted, where the order of persisting leaves a choice, persisted first; so each set that keeps the order
 * is met once. Where there are too many, it takes a choice of them that has the extremes, and says so.
 */
final class VariantSearch {
    /** More distinct contents of one factor are not enumerated. */
    static final int MOST_VARIANTS = 4096;

    private static final int MOST_SETS = 1 << 16;
    private static final int MOST_WISHES = 512;
    private static final long NOTHING_LOST = Long.MAX_VALUE;
    private static final int NO_EVENT = Integer.MAX_VALUE;

    private final Unit[] units;
    private final List<List<Barrier>> barriers;
    private final Factor factor;
    private final boolean acrossLines;

    /** Every word of every line, and which of them the units touch. */
    private final long[] content;

    private final int[] touched;
    private final long[] touchedContent;

    private final boolean[] persisted;
    private final long[] lost;

    /** For each line, or on EADR for all together: the lowest number of a lost ordered unit. */
    private final long[] firstLost;

    /** Likewise: the event of the first lost strict unit. */
    private final int[] firstStrictLost;

    /** For each line: the bytes of lost ordered units. */
    private final long[] bytesLost;

    /** What each unit overwrote, or for a lost one the line's lost bytes before it, and the first strict one lost. */
    private final long[][] saved;

    private final int[] savedStrict;

    private VariantSearch(List<Unit> parts, boolean acrossLines) {
        this.units = parts.toArray(Unit[]::new);
        this.acrossLines = acrossLines;
        this.barriers = parts.stream().map(Needs::openBarriers).toList();
        int lines = numberLines(parts);
        this.content = new long[lines * Line.WORDS];
        boolean[] touches = new boolean[content.length];
        long[] addresses = new long[content.length];
        this.saved = new long[units.length][];
        for (int i = 0; i < units.length; i++) {
            Line line = units[i].line;
            for (int w = 0; w < Line.WORDS; w++) {
                content[line.slot * Line.WORDS + w] = line.before[w];
                addresses[line.slot * Line.WORDS + w] = line.address + (long) w * Long.BYTES;
            }
            int word = word(units[i]);
            Arrays.fill(touches, word, word + units[i].wordCount(), true);
            saved[i] = new long[units[i].wordCount()];
        }
        this.touched =
                IntStream.range(0, touches.length).filter(word -> touches[word]).toArray();
        this.touchedContent = new long[touched.length];
        this.factor = new Factor(
                units, Arrays.stream(touched).mapToLong(word -> addresses[word]).toArray());
        this.persisted = new boolean[units.length];
        this.savedStrict = new int[units.length];
        this.lost = new long[(units.length + Long.SIZE - 1) / Long.SIZE];
        this.firstLost = new long[lines];
        Arrays.fill(firstLost, NOTHING_LOST);
        this.firstStrictLost = new int[lines];
        Arrays.fill(firstStrictLost, NO_EVENT);
        this.bytesLost = new long[lines];
    }

    /**
     * The factor of units that nothing outside holds together with.
     *
     * @param units ascending by number
     * @param acrossLines whether ordered units keep their order across lines, as on EADR
     */
    static Factor of(List<Unit> units, boolean acrossLines) {
        VariantSearch search = new VariantSearch(units, acrossLines);
        if (!search.everySet()) {
            search.factor.truncate();
            search.choice();
        }
        return search.factor;
    }

    private static int numberLines(List<Unit> units) {
        units.forEach(unit -> unit.line.slot = -1);
        int lines = 0;
        for (Unit unit : units) {
            if (unit.line.slot < 0) {
                unit.line.slot = lines++;
            }
        }
        return lines;
    }

    /** Meets every set; false if there are too many. */
    private boolean everySet() {
        int sets = 0;
        int at = 0;
        while (true) {
            for (; at < units.length; at++) {
                if (canPersist(at)) {
                    persist(at);
                } else {
                    lose(at);
                }
            }
            if (++sets > MOST_SETS || factor.variants() > MOST_VARIANTS) {
                undoTo(0);
                return false;
            }
            emit();
            at = undoToChoice();
            if (at < 0) {
                return true;
            }
            lose(at++);
        }
    }

    /** Meets a few sets: with one unit lost, with a prefix persisted, at random; the least one last. */
    private void choice() {
        int step = Math.max(1, units.length / MOST_WISHES);
        for (int i = 0; i < units.length; i += step) {
            int one = i;
            wish(unit -> unit != one);
            wish(unit -> unit < one);
            wish(unit -> unit >= one);
        }
        for (int i = 0; i < MOST_WISHES; i++) {
            long seed = i;
            wish(unit -> (ImageHash.mix(seed << 32 | unit) & 3) > (seed & 1));
        }
        wish(unit -> false);
    }

    /** Meets the set that has the units of the wish, as far as the order of persisting lets it. */
    private void wish(IntPredicate wished) {
        for (int i = 0; i < units.length; i++) {
            if (canPersist(i) && (units[i].guaranteed || wished.test(i))) {
                persist(i);
            } else {
                lose(i);
            }
        }
        emit();
        undoTo(0);
    }

    private boolean canPersist(int i) {
        Unit unit = units[i];
        if (unit.guaranteed) {
            return true;
        }
        if (!unit.free) {
            int scope = scope(unit);
            if (firstLost[scope] < unit.after
                    || unit.strict && firstStrictLost[scope] < unit.event
                    || (bytesLost[unit.line.slot] & unit.bytes()) != 0) {
                return false;
            }
        }
        for (Barrier barrier : barriers.get(i)) {
            if (firstLost[barrier.line.slot] < barrier.before) {
                return false;
            }
        }
        return true;
    }

    private void persist(int i) {
        Unit unit = units[i];
        int word = word(unit);
        for (int w = 0; w < unit.wordCount(); w++) {
            saved[i][w] = content[word + w];
            content[word + w] = unit.over(w, saved[i][w]);
        }
        persisted[i] = true;
    }

    private void lose(int i) {
        Unit unit = units[i];
        persisted[i] = false;
        lost[i / Long.SIZE] |= 1L << i;
        if (!unit.free) {
            int scope = scope(unit);
            saved[i][0] = bytesLost[unit.line.slot];
            savedStrict[i] = firstStrictLost[scope];
            bytesLost[unit.line.slot] |= unit.bytes();
            if (unit.strict) {
                firstStrictLost[scope] = Math.min(firstStrictLost[scope], unit.event);
            }
            firstLost[scope] = Math.min(firstLost[scope], unit.number);
        }
    }

    private void undo(int i) {
        Unit unit = units[i];
        if (persisted[i]) {
            System.arraycopy(saved[i], 0, content, word(unit), unit.wordCount());
            return;
        }
        lost[i / Long.SIZE] &= ~(1L << i);
        if (!unit.free) {
            int scope = scope(unit);
            bytesLost[unit.line.slot] = saved[i][0];
            firstStrictLost[scope] = savedStrict[i];
            if (firstLost[scope] == unit.number) {
                firstLost[scope] = NOTHING_LOST;
            }
        }
    }

    private void undoTo(int first) {
        for (int i = units.length - 1; i >= first; i--) {
            undo(i);
        }
    }

    /** Undoes back to and with the last unit that persisted and need not have; its place, or -1 if there is none. */
    private int undoToChoice() {
        for (int i = units.length - 1; i >= 0; i--) {
            undo(i);
            if (persisted[i] && !units[i].guaranteed) {
                return i;
            }
        }
        return -1;
    }

    private void emit() {
        for (int i = 0; i < touched.length; i++) {
            touchedContent[i] = content[touched[i]];
        }
        factor.add(touchedContent, lost);
    }

    private int scope(Unit unit) {
        return acrossLines ? 0 : unit.line.slot;
    }

    private static int word(Unit unit) {
        return unit.line.slot * Line.WORDS + unit.firstWord();
    }
}
