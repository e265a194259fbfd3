package org.powercut.daxfs.core;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Blocks that no file has any more, but a snapshot shows: since when and until when a file had them, as runs of equal
 * ones. In DRAM only; the scan finds them in the logs. Thread-safe; nothing but the allocator is locked while its lock is
 * held.
 */
final class DeadBlocks {
    private final NavigableMap<Long, Dead> runs = new TreeMap<>();
    private long size;

    /** A run of blocks that came in epoch {@code birth} and went in epoch {@code death}. */
    private record Dead(long count, long birth, long death) {}

    /** Receives a run of blocks. */
    interface BlockVisitor {
        void blocks(long block, long count);
    }

    /** How many blocks there are. */
    synchronized long size() {
        return size;
    }

    /**
     * Adds blocks.
     *
     * @param again is told each block that is here already: two files have lost it, or one lost it twice, and from now on
     *     it counts as there all the time in between
     */
    synchronized void add(long block, long count, long birth, long death, LongConsumer again) {
        if (overlaps(block, count)) {
            for (long each = block; each < block + count; each++) {
                if (overlaps(each, 1)) {
                    Dead before = cutOut(each);
                    put(each, 1, Math.min(birth, before.birth), Math.max(death, before.death));
                    again.accept(each);
                } else {
                    put(each, 1, birth, death);
                }
            }
        } else {
            put(block, count, birth, death);
        }
    }

    private boolean overlaps(long block, long count) {
        Map.Entry<Long, Dead> last = runs.lowerEntry(block + count);
        return last != null && last.getKey() + last.getValue().count > block;
    }

    /** Takes one block out of the run that it is in. */
    private Dead cutOut(long block) {
        Map.Entry<Long, Dead> entry = runs.floorEntry(block);
        long start = entry.getKey();
        Dead run = entry.getValue();
        runs.remove(start);
        size -= run.count;
        if (block > start) {
            put(start, block - start, run.birth, run.death);
        }
        long after = start + run.count - block - 1;
        if (after > 0) {
            put(block + 1, after, run.birth, run.death);
        }
        return run;
    }

    private void put(long block, long count, long birth, long death) {
        size += count;
        Map.Entry<Long, Dead> before = runs.lowerEntry(block);
        if (before != null
                && before.getKey() + before.getValue().count == block
                && before.getValue().birth == birth
                && before.getValue().death == death) {
            runs.put(before.getKey(), new Dead(before.getValue().count + count, birth, death));
        } else {
            runs.put(block, new Dead(count, birth, death));
        }
    }

    /** Removes the blocks that none of the snapshots shows, and tells which. */
    synchronized void removeUnseen(SnapshotList snapshots, BlockVisitor removed) {
        Iterator<Map.Entry<Long, Dead>> entries = runs.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Long, Dead> entry = entries.next();
            long block = entry.getKey(); // the entry is another one once it is removed
            Dead dead = entry.getValue();
            if (!snapshots.showsAny(dead.birth, dead.death)) {
                entries.remove();
                size -= dead.count;
                removed.blocks(block, dead.count);
            }
        }
    }

    synchronized void forEach(BlockVisitor visitor) {
        runs.forEach((block, dead) -> visitor.blocks(block, dead.count));
    }
}
