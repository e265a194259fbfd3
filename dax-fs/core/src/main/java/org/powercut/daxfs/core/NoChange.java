package org.powercut.daxfs.core;

/**
 * A journal record that ends the life of the one before it and changes nothing itself.
 *
 * @param inode any inode that is in use
 * @param tail of its log
 */
record NoChange(long inode, long tail) implements Journal.Change {

    @Override
    public int targets() {
        return 1;
    }

    @Override
    public long ino(int target) {
        return inode;
    }

    @Override
    public long oldTail(int target) {
        return tail;
    }

    @Override
    public long newTail(int target) {
        return tail;
    }
}
