package org.powercut.daxfs.core;

import java.util.List;

/** The change that frees inodes, whatever their logs hold. */
record FreedInodes(List<Inode> inodes) implements Journal.Change {
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
        return inodes.get(target).log.tailWord();
    }

    @Override
    public long newTail(int target) {
        return TailWord.FREE;
    }
}
