package org.powercut.daxfs.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/**
 * The failures to make something durable that nobody could be told of at once. Each open file is told once of those of
 * its inode that came after it was opened, by its next sync; and a sync of everything once of all of them (as Linux does
 * since 4.13, fsync(2)). Thread-safe; costs nothing while there are none.
 */
final class WriteErrors {
    /** By inode, and under null for all of them together; replaced as a whole. */
    private volatile Map<@Nullable Inode, Failure> last = Map.of();

    private record Failure(int number, Throwable cause) {}

    /** Remembers that something of these inodes was not made durable. */
    synchronized void add(Collection<Inode> inodes, Throwable cause) {
        Map<@Nullable Inode, Failure> changed = new HashMap<>(last);
        for (Inode inode : inodes) {
            add(changed, inode, cause);
        }
        add(changed, null, cause);
        last = changed;
    }

    private static void add(Map<@Nullable Inode, Failure> to, @Nullable Inode inode, Throwable cause) {
        Failure before = to.get(inode);
        to.put(inode, new Failure(before == null ? 1 : before.number + 1, cause));
    }

    /** Whoever is to be told of what happens from now on to an inode, or to any if there is none. */
    Listener listener(@Nullable Inode inode) {
        return new Listener(inode);
    }

    /** One open file, or one mount. */
    final class Listener {
        private final @Nullable Inode inode;
        private int told;

        private Listener(@Nullable Inode inode) {
            this.inode = inode;
            told = number(failure());
        }

        private @Nullable Failure failure() {
            Map<@Nullable Inode, Failure> failures = last;
            return failures.isEmpty() ? null : failures.get(inode);
        }

        private static int number(@Nullable Failure failure) {
            return failure == null ? 0 : failure.number;
        }

        /** It knows of whatever has happened up to now. */
        synchronized void knows() {
            told = number(failure());
        }

        /** Fails with EIO, once, if something has happened since it was told last. */
        synchronized void tell() {
            Failure failure = failure();
            if (failure != null && failure.number != told) {
                told = failure.number;
                throw new DaxFileSystemException(
                        Errno.EIO, "what was written before could not be made durable", failure.cause);
            }
        }
    }
}
