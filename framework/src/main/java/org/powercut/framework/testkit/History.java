package org.powercut.framework.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Promise;
import org.powercut.framework.explore.FailureClass;

/**
 * The trees that a file system goes through, one operation after the other: what may be found after a power cut. When
 * {@code n} operations were acknowledged, the tree is exactly the one after {@code n} of them, or, because the next may
 * have been running, exactly the one after {@code n + 1}. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class History {

    /** The milestone that a workload marks after each operation. */
    public static final String DONE = "done";

    private final List<Tree> trees;

    private History(List<Tree> trees) {
        this.trees = List.copyOf(trees);
    }

    /** Begins with a tree that is durable. */
    public static History from(Tree start) {
        return new History(List.of(start));
    }

    /** One operation more, and what it does to the tree. */
    public History then(UnaryOperator<Tree> operation) {
        List<Tree> longer = new ArrayList<>(trees);
        longer.add(operation.apply(last()));
        return new History(longer);
    }

    /** The tree before the first operation. */
    public Tree first() {
        return trees.getFirst();
    }

    /** The tree after the last operation. */
    public Tree last() {
        return trees.getLast();
    }

    /**
     * Checks after a workload that marks {@link #DONE} after each operation: each is atomic, and durable at return under
     * the STRONG contract. Under the WEAK one it is durable with the next {@link Durable#sync}, and until then the tree can
     * be of any earlier moment, but of one moment.
     */
    public void verify(DaxFileSystem fs, Crash crash) {
        verify(fs, Durable.times(fs, crash, DONE), crash.times(DONE) + 1);
    }

    /**
     * Checks that the file system is one of the trees after {@code earliest} to {@code latest} operations, or to the last
     * one if there are fewer.
     *
     * @throws org.powercut.framework.explore.BrokenPromise lost acknowledged data if it is an earlier tree, torn write
     *     if it is none of them
     */
    public void verify(DaxFileSystem fs, int earliest, int latest) {
        List<String> differences = new ArrayList<>();
        for (int i = earliest; i <= Math.min(latest, trees.size() - 1); i++) {
            Optional<String> difference = trees.get(i).difference(fs);
            if (difference.isEmpty()) {
                return;
            }
            differences.add("not as after %d operations: %s".formatted(i, difference.get()));
        }
        for (int i = 0; i < earliest; i++) {
            if (trees.get(i).difference(fs).isEmpty()) {
                throw Promise.broken(
                        FailureClass.LOST_ACKNOWLEDGED_DATA,
                        "%d operations were acknowledged, but only %d are there".formatted(earliest, i));
            }
        }
        throw Promise.broken(FailureClass.TORN_WRITE, String.join("; ", differences));
    }

    /** Checks that all operations are there; what is missing was acknowledged. */
    public void verifyAll(DaxFileSystem fs) {
        last().difference(fs).ifPresent(difference -> {
            throw Promise.broken(FailureClass.LOST_ACKNOWLEDGED_DATA, difference);
        });
    }
}
