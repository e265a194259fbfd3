package org.powercut.daxfs.core;

import java.util.ArrayDeque;
import java.util.Deque;
import org.powercut.daxfs.NoSpaceException;

/**
 * Frees numbers of inodes. A number that was freed by a group of operations that is not durable yet cannot be used again
 * before: a power cut brings the inode back. Guarded by the namespace's lock for writing.
 */
final class HeldNumbers {
    private final Commits commits;
    private final InodeNumbers numbers;
    private final Deque<Held> waiting = new ArrayDeque<>(0);

    private record Held(long ino, long group) {}

    HeldNumbers(Commits commits, InodeNumbers numbers) {
        this.commits = commits;
        this.numbers = numbers;
    }

    /** Frees a number, now or when that is durable. */
    void free(long ino) {
        numbers.free(ino);
        long group = commits.running();
        if (group > commits.durable()) {
            numbers.hold(ino);
            waiting.add(new Held(ino, group));
        }
    }

    /**
     * The lowest number that can be taken.
     *
     * @throws NoSpaceException if there is none, not even after a commit
     */
    long next() {
        releaseDurable();
        try {
            return numbers.next();
        } catch (NoSpaceException e) {
            if (waiting.isEmpty()) {
                throw e;
            }
            commits.sync();
            releaseDurable();
            return numbers.next();
        }
    }

    private void releaseDurable() {
        for (Held first = waiting.peek(); first != null && first.group <= commits.durable(); first = waiting.peek()) {
            waiting.remove();
            numbers.release(first.ino);
        }
    }
}
