package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the locks of several inodes for writing, while an operation changes all of them. They are taken in the order of
 * the inodes' numbers, so that two such operations cannot wait for one another.
 */
final class InodeLocks implements AutoCloseable {
    private final List<Inode> inodes;
    private final long[] stamps;

    private InodeLocks(List<Inode> inodes) {
        this.inodes = inodes;
        this.stamps = new long[inodes.size()];
    }

    /** Locks each inode once, whether it is named once or more often; null stands for none. */
    static InodeLocks lock(@Nullable Inode... wanted) {
        List<Inode> distinct = new ArrayList<>(wanted.length);
        for (Inode inode : wanted) {
            if (inode != null && !distinct.contains(inode)) {
                distinct.add(inode);
            }
        }
        distinct.sort(Comparator.comparingLong(inode -> inode.ino));
        InodeLocks locks = new InodeLocks(distinct);
        for (int i = 0; i < distinct.size(); i++) {
            locks.stamps[i] = distinct.get(i).lock.writeLock();
        }
        return locks;
    }

    @Override
    public void close() {
        for (int i = stamps.length - 1; i >= 0; i--) {
            inodes.get(i).lock.unlockWrite(stamps[i]);
        }
    }
}
