package org.powercut.suites.upkeep;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * A fence completes what its own thread has flushed and nothing else (Intel SDM vol. 3, 11.4), so an operation that returned leaves nothing for
 * the next one to complete: that may come from another thread. Here one thread renames, then another one does, often enough that
 * it uses again what the first one's operation was logged in. Breaks when an operation relies on the fence of the next one.
 */
@CrashTest
@Tag("upkeep")
@Guarantee({"G50", "G9", "G11"})
@DisplayName("what one thread did is durable whatever another one does next")
@Explore(states = 20_000, budget = "10s", randomStates = 256)
class ThreadsLeaveNothingToOthers {
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/from")
                    .directory("/to")
                    .file("/from/a", Content.of(1, 100))
                    .file("/from/b", Content.of(2, 100))
                    .file("/from/c", Content.of(3, 100)))
            .then(tree -> tree.rename("/from/a", "/to/a"))
            .then(tree -> tree.rename("/from/b", "/to/b"))
            .then(tree -> tree.rename("/from/c", "/to/c"));

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void oneThenTheOther(DaxFileSystem fs, Milestones reached) throws InterruptedException, ExecutionException {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            other.submit(() -> fs.rename("/from/a", "/to/a")).get();
            reached.mark(History.DONE);
            fs.rename("/from/b", "/to/b");
            reached.mark(History.DONE);
            fs.rename("/from/c", "/to/c");
            reached.mark(History.DONE);
            other.submit(fs::sync).get();
            Durable.sync(fs, reached);
        }
    }

    @Verify
    void nothingIsForgotten(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
