package org.powercut.daxfs.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds the locks of several inodes for writing, while an operation changes all of them. Only one thread at a time does
 * so, under the namespace's lock for writing; everybody else holds one inode's lock at most.
 */
final class InodeLocks implements AutoCloseable {
    private final Inode[] inodes;
    private final long[] stamps;

    private InodeLocks(Inode[] inodes) {
        this.inodes = inodes;
        this.stamps = new long[inodes.length];
    }

    /** Locks each inode once, whether it is named once or more often. */
    static InodeLocks lock(@Nullable Inode... wanted) {
        Inode[] distinct =
                Arrays.stream(wanted).filter(inode -> inode != null).distinct().toArray(Inode[]::new);
        InodeLocks locks = new InodeLocks(distinct);
        for (int i = 0; i < distinct.length; i++) {
            locks.stamps[i] = distinct[i].lock.writeLock();
        }
        return locks;
    }

    @Override
    public void close() {
        for (int i = inodes.length - 1; i >= 0; i--) {
            inodes[i].lock.unlockWrite(stamps[i]);
        }
    }
}
