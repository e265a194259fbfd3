package org.powercut.framework.explore;

import java.util.Arrays;

/**
 * A set of hashes that grows up to a bound and then stops remembering, so that memory stays flat: what it has forgotten
 * is explored again, never left out.
 */
final class LongSet {
    private static final int FIRST = 1024;

    private final int most;
    private long[] table = new long[FIRST];
    private int size;

    /** @param most how many it remembers */
    LongSet(int most) {
        this.most = most;
    }

    /** Adds a hash; false if it was there. */
    boolean add(long hash) {
        // zero marks an empty place
        long key = hash == 0 ? 1 : hash;
        int at = (int) key & table.length - 1;
        while (table[at] != 0) {
            if (table[at] == key) {
                return false;
            }
            at = at + 1 & table.length - 1;
        }
        if (size < most) {
            table[at] = key;
            if (++size * 2 > table.length) {
                grow();
            }
        }
        return true;
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(table, 0);
            size = 0;
        }
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long key : old) {
            if (key != 0) {
                int at = (int) key & table.length - 1;
                while (table[at] != 0) {
                    at = at + 1 & table.length - 1;
                }
                table[at] = key;
            }
        }
    }
}
