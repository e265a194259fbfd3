package org.powercut.framework.model;

import java.util.Arrays;
import org.powercut.pmem.Pmem;

/**
 * A part of what is in flight that persists independently of the rest and shares no word with it: the distinct contents
 * that its words can have after a power cut, as <em>variants</em>. Variant 0 is everything persisted.
 */
final class Factor {
    final Unit[] units;

    /** The words that the units touch, by address. */
    final long[] addresses;

    /** Words of variant {@code v} from {@code v * addresses.length} on. */
    private long[] contents;

    /** What the image hash changes by, for each variant. */
    private long[] changes;

    /** Which units each variant lost, one bit each, {@link #stride} words a variant. */
    private long[] lost;

    private final int stride;
    private int count;

    /** Open addressing over the changes: variant + 1, or 0. */
    private int[] table = new int[4];

    /** The variant in which everything was lost that can be. */
    private int least;

    private boolean complete = true;

    Factor(Unit[] units, long[] addresses) {
        this.units = units;
        this.addresses = addresses;
        this.stride = (units.length + Long.SIZE - 1) / Long.SIZE;
        this.contents = new long[2 * addresses.length];
        this.changes = new long[2];
        this.lost = new long[2 * stride];
    }

    /** The factor of one unit: it persisted, or it was lost. */
    static Factor of(Unit unit) {
        int words = unit.wordCount();
        long[] addresses = new long[words];
        long[] kept = new long[words];
        long[] before = new long[words];
        for (int i = 0; i < words; i++) {
            addresses[i] = unit.line.address + (long) (unit.firstWord() + i) * Pmem.ATOM;
            before[i] = unit.line.before[unit.firstWord() + i];
            kept[i] = unit.over(i, before[i]);
        }
        Factor factor = new Factor(new Unit[] {unit}, addresses);
        factor.add(kept, new long[] {0});
        factor.add(before, new long[] {1});
        return factor;
    }

    int variants() {
        return count;
    }

    int least() {
        return least;
    }

    /** Whether the variants are all there are. */
    boolean isComplete() {
        return complete;
    }

    long change(int variant) {
        return changes[variant];
    }

    boolean isLost(int variant, int unit) {
        return (lost[variant * stride + unit / Long.SIZE] >>> unit & 1) != 0;
    }

    long word(int variant, int word) {
        return contents[variant * addresses.length + word];
    }

    /** Writes the words in which the variant differs from everything persisted. */
    void write(int variant, Medium medium) {
        int at = variant * addresses.length;
        for (int i = 0; i < addresses.length; i++) {
            if (contents[at + i] != contents[i]) {
                medium.set(addresses[i], contents[at + i]);
            }
        }
    }

    private void rehash(int size) {
        table = new int[size];
        for (int variant = 0; variant < count; variant++) {
            index(variant);
        }
    }

    private void index(int variant) {
        int slot = (int) changes[variant] & table.length - 1;
        while (table[slot] != 0) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = variant + 1;
    }

    /** Forgets the variants but the first, to be given a choice of them instead. */
    void truncate() {
        complete = false;
        count = 1;
        rehash(table.length);
    }

    /** Adds what the words are when these units were lost, unless a variant has the same content; remembers it as the least. */
    void add(long[] content, long[] lostUnits) {
        long change = 0;
        for (int i = 0; count > 0 && i < addresses.length; i++) {
            change ^= ImageHash.change(addresses[i], contents[i], content[i]);
        }
        least = indexOf(change, content);
        if (least == count) {
            append(change, content, lostUnits);
        }
    }

    /** The variant with a content, or {@link #count} if it is new. */
    private int indexOf(long change, long[] content) {
        int slot = (int) change & table.length - 1;
        while (table[slot] != 0) {
            int variant = table[slot] - 1;
            int at = variant * addresses.length;
            if (changes[variant] == change
                    && Arrays.equals(contents, at, at + addresses.length, content, 0, addresses.length)) {
                return variant;
            }
            slot = slot + 1 & table.length - 1;
        }
        return count;
    }

    private void append(long change, long[] content, long[] lostUnits) {
        if (count == changes.length) {
            changes = Arrays.copyOf(changes, 2 * count);
            contents = Arrays.copyOf(contents, 2 * count * addresses.length);
            lost = Arrays.copyOf(lost, 2 * count * stride);
            rehash(4 * count);
        }
        changes[count] = change;
        System.arraycopy(content, 0, contents, count * addresses.length, addresses.length);
        System.arraycopy(lostUnits, 0, lost, count * stride, stride);
        index(count++);
    }

    /** The first line that it touches. */
    long line() {
        return Pmem.floor(addresses[0], Pmem.LINE);
    }
}
