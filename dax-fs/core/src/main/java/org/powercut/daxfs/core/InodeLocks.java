package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the locks of several inodes for writing, while an operation changes all of them. Only one thread at a time does
 * so, under the namespace's lock for writing; everybody else holds one inode's lock at most.
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
