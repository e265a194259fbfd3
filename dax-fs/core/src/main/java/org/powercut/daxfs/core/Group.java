package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;

/**
 * A group of operations that become durable as one: the inodes they changed with the ends of their logs before and
 * after, the lines that must be written back first, and the blocks that are free afterwards. Guarded by the lock of
 * {@link GroupCommits} until it is committed, and by the committing thread from then on.
 */
final class Group implements Journal.Change {
    final long number;
    final GroupPages pages = new GroupPages();
    /** Blocks that are in use on the media until the group is durable. */
    final Runs frees = new Runs();

    private final List<Inode> inodes = new ArrayList<>();
    private final long[] oldTails = new long[Layout.Slot.ENTRIES];
    private final long[] newTails = new long[Layout.Slot.ENTRIES];
    private boolean touched;
    private boolean replaces;

    Group(long number) {
        this.number = number;
    }

    /** Whether the inodes that an operation changes still fit into the group's record. */
    boolean hasRoom(Transaction transaction) {
        int more = 0;
        for (int i = 0; i < transaction.targets(); i++) {
            more += inodes.contains(transaction.inode(i)) ? 0 : 1;
        }
        return inodes.size() + more <= Layout.Slot.ENTRIES;
    }

    boolean hasRoom(Inode inode) {
        return inodes.contains(inode) || inodes.size() < Layout.Slot.ENTRIES;
    }

    void note(long offset, long length) {
        pages.note(offset, length);
        touched = true;
    }

    /** Whether there is nothing to make durable, nor to free then. */
    boolean isEmpty() {
        return !touched && inodes.isEmpty() && frees.size() == 0;
    }

    /** What an operation has staged belongs to the group. */
    void join(Transaction transaction) {
        for (int i = 0; i < transaction.targets(); i++) {
            join(transaction.inode(i), transaction, i);
        }
    }

    private void join(Inode inode, Transaction transaction, int target) {
        int member = member(inode);
        if (inode.log.isReplacing()) {
            // the turn of the log that is durable decides, not that of one replaced within the group
            inode.log.replaces(oldTails[member]);
            replaces = true;
        }
        newTails[member] = transaction.newTail(target);
    }

    /** An inode that has nothing staged is free. */
    void free(Inode inode) {
        newTails[member(inode)] = TailWord.FREE;
    }

    private int member(Inode inode) {
        inode.group = number;
        int known = inodes.indexOf(inode);
        if (known >= 0) {
            return known;
        }
        oldTails[inodes.size()] = inode.log.tailWord();
        inodes.add(inode);
        return inodes.size() - 1;
    }

    List<Inode> inodes() {
        return inodes;
    }

    // as a record of the journal

    /** Leaves out the inodes that are as they were: free before the group, and after it. */
    void dropUnchanged() {
        int kept = 0;
        for (int i = 0; i < inodes.size(); i++) {
            if (oldTails[i] != newTails[i]) {
                inodes.set(kept, inodes.get(i));
                oldTails[kept] = oldTails[i];
                newTails[kept++] = newTails[i];
            }
        }
        inodes.subList(kept, inodes.size()).clear();
    }

    /** Whether one log has grown, and nothing else: its tail is enough to commit that. */
    boolean isAppendToOneLog() {
        return inodes.size() == 1 && !replaces && oldTails[0] != TailWord.FREE && newTails[0] != TailWord.FREE;
    }

    @Override
    public int targets() {
        return inodes.size();
    }

    @Override
    public long ino(int target) {
        return inodes.get(target).ino;
    }

    @Override
    public long oldTail(int target) {
        return oldTails[target];
    }

    @Override
    public long newTail(int target) {
        return newTails[target];
    }
}
