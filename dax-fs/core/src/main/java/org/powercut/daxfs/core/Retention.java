package org.powercut.daxfs.core;

import java.util.Iterator;
import java.util.List;

/**
 * What nothing but snapshots holds: blocks that files have lost, and inodes that have lost their last name. The latter
 * stay in the table, with their logs and without links, so that their numbers are not given to others and each mount finds
 * them again. Blocks are added by anybody; inodes change under the namespace's lock.
 */
final class Retention {
    private final Volume volume;
    private final DeadBlocks blocks;
    private final List<Inode> nameless;

    Retention(Volume volume, Scan scan) {
        this.volume = volume;
        this.blocks = scan.deadBlocks;
        this.nameless = scan.nameless;
    }

    /**
     * Whether blocks stay, if the file loses them now, since a snapshot shows what they hold. Unwritten ones hold nothing:
     * a snapshot shows zeros, whatever becomes of them.
     */
    boolean keeps(long word) {
        return PageWord.epoch(word) <= volume.snapshots.newest() && !PageWord.isUnwritten(word);
    }

    /** Keeps blocks that a file loses now. */
    void keep(long word, long count) {
        blocks.add(PageWord.block(word), count, PageWord.epoch(word), volume.epoch, volume::dropReference);
    }

    /** Whether a snapshot shows an inode that is about to lose its last name. */
    boolean willKeep(Inode inode) {
        return volume.snapshots.showsAny(inode.born, volume.epoch);
    }

    /** Whether a snapshot shows an inode that has no name any more. */
    boolean keeps(Inode inode) {
        return isShown(volume.snapshots, inode);
    }

    static boolean isShown(SnapshotList snapshots, Inode inode) {
        return snapshots.showsAny(inode.born, inode.unlinkedIn);
    }

    /** Keeps an inode that nobody uses any more. */
    void keep(Inode inode) {
        nameless.add(inode);
    }

    /** How many blocks of data only snapshots hold. */
    long size() {
        return blocks.size();
    }

    /** After a snapshot was deleted, durably: frees what no other one shows. The namespace is locked for writing. */
    void releaseUnseen() {
        freeNameless();
        blocks.removeUnseen(volume.snapshots, (block, count) -> {
            for (long each = block; each < block + count; each++) {
                volume.dropReference(each);
            }
        });
    }

    private void freeNameless() {
        Iterator<Inode> inodes = nameless.iterator();
        while (inodes.hasNext()) {
            Inode inode = inodes.next();
            if (!keeps(inode)) {
                inodes.remove();
                volume.commits.free(inode);
                inode.log.release();
                volume.inodes.remove(inode);
            }
        }
    }
}
