package org.powercut.daxfs.core;

/**
 * How many pages have the same block, for the blocks that more than one page has: a hash table in DRAM, rebuilt by every
 * mount. A block that is not in it has one owner or none. Thread-safe; nothing else is locked while its lock is held.
 */
final class ShareCounts {
    private static final int SMALLEST = 16;

    /** Blocks and their counts by turns, open addressing with linear probing; block 0 marks what is empty. */
    private long[] table = {};

    private int size;
    /** Whether the scan goes on, and a block that is in the table may have one owner so far. */
    private boolean counting = true;

    /** Whether more than one page has the block. */
    synchronized boolean isShared(long block) {
        return size > 0 && table[find(block) + 1] > 1;
    }

    /** One more page has the block. Until now, one had it or more. */
    synchronized void share(long block) {
        int at = insert(block);
        table[at + 1] = Math.max(1, table[at + 1]) + 1;
    }

    /** One page fewer has the block. Returns whether it was the last one, so that the block is free. */
    synchronized boolean release(long block) {
        if (size == 0) {
            return true;
        }
        int at = find(block);
        if (table[at] == 0) {
            return true;
        }
        long left = --table[at + 1];
        if (left == 0 || left == 1 && !counting) {
            delete(at);
        }
        return left == 0;
    }

    /** The scan found an owner that says that others may have the block too. Returns whether it is the first one. */
    synchronized boolean count(long block) {
        int at = insert(block);
        return ++table[at + 1] == 1;
    }

    /** The scan is over: blocks that were found once have one owner. */
    synchronized void counted() {
        long[] found = table;
        clear();
        counting = false;
        for (int at = 0; at < found.length; at += 2) {
            if (found[at + 1] > 1) {
                int to = insert(found[at]);
                table[to + 1] = found[at + 1];
            }
        }
    }

    /** The scan begins anew. */
    synchronized void clear() {
        table = new long[0];
        size = 0;
    }

    /** How many blocks more than one page has. */
    synchronized int size() {
        return size;
    }

    private int insert(long block) {
        if (2 * (size + 1) > table.length / 2) {
            grow();
        }
        int at = find(block);
        if (table[at] == 0) {
            table[at] = block;
            table[at + 1] = 0;
            size++;
        }
        return at;
    }

    /** Where the block is, or where it would be. */
    private int find(long block) {
        int at = home(block);
        while (table[at] != 0 && table[at] != block) {
            at = next(at);
        }
        return at;
    }

    /** Takes an entry out, and moves up those after it that would not be found any more. */
    private void delete(int gone) {
        int hole = gone;
        for (int at = next(hole); table[at] != 0; at = next(at)) {
            int distance = at - home(table[at]) & table.length - 1;
            if (distance >= (at - hole & table.length - 1)) {
                table[hole] = table[at];
                table[hole + 1] = table[at + 1];
                hole = at;
            }
        }
        table[hole] = 0;
        table[hole + 1] = 0;
        size--;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.max(2 * SMALLEST, old.length * 2)];
        for (int at = 0; at < old.length; at += 2) {
            if (old[at] != 0) {
                int to = find(old[at]);
                table[to] = old[at];
                table[to + 1] = old[at + 1];
            }
        }
    }

    private int home(long block) {
        return (int) Checksum.mix(block) << 1 & table.length - 1;
    }

    private int next(int at) {
        return at + 2 & table.length - 1;
    }
}
