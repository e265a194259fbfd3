package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Collects, while logs are replayed, the blocks that files have lost although a snapshot shows them. A block that an
 * entry takes from one page and a later one gives to another, of the same file, is not lost.
 */
final class Deaths {
    private final SnapshotList snapshots;
    private final Queue<Death> found;
    /** Of the inode at hand. */
    private final List<Death> pending = new ArrayList<>();

    /**
     * Blocks that a file has lost.
     *
     * @param word of the first page
     * @param epoch in which the file lost them
     */
    record Death(long word, long count, long epoch) {}

    /** @param found where to put what was found; thread-safe if several threads collect */
    Deaths(SnapshotList snapshots, Queue<Death> found) {
        this.snapshots = snapshots;
        this.found = found;
    }

    /** Another log begins. */
    void begin() {
        pending.clear();
    }

    /** The file at hand has lost pages. */
    void lost(long word, long count, long epoch) {
        if (word != PageWord.HOLE && !PageWord.isUnwritten(word) && snapshots.showsAny(PageWord.epoch(word), epoch)) {
            pending.add(new Death(word, count, epoch));
        }
    }

    /** The log of the inode is at its end, or at the end of a state that replaces an older one. */
    void settle(Inode inode) {
        if (!pending.isEmpty()) {
            Set<Long> kept = new HashSet<>();
            inode.forEachRun((page, word, count) -> {
                for (long i = 0; i < count; i++) {
                    kept.add(PageWord.block(word) + i);
                }
            });
            for (Death death : pending) {
                addUnless(kept, death);
            }
            pending.clear();
        }
    }

    private void addUnless(Set<Long> kept, Death death) {
        for (long i = 0; i < death.count; i++) {
            if (!kept.contains(PageWord.block(death.word) + i)) {
                found.add(new Death(death.word + i, 1, death.epoch));
            }
        }
    }

    /** An inode without a name: all its pages went with the last one, and it is left without any. */
    void lostAll(Inode inode) {
        inode.forEachRun((page, word, count) -> lost(word, count, inode.unlinkedIn));
        inode.forget();
        settle(inode);
    }
}
