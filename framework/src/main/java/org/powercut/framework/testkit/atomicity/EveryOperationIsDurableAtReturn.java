package org.powercut.framework.testkit.atomicity;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.model.Platform;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * Under the STRONG contract an operation is durable when it returns, without any fsync, and atomic while it runs (NOVA,
 * PMFS: synchronous metadata and data; xfstests generic/455, 457 replay a log up to each such moment). A long walk through all kinds of operation: after n acknowledged ones exactly n,
 * or n + 1 because the next was running, are there. Breaks wherever an operation returns before its last fence.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G9")
@DisplayName("each operation is durable when it returns")
@Requires(contract = Contract.STRONG)
@OnPlatform({Platform.ADR, Platform.EADR})
@Explore(states = 60_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class EveryOperationIsDurableAtReturn {
    private static final byte[] A = Content.of(1, 3000);
    private static final byte[] B = Content.of(2, 700);
    private static final History HISTORY = History.from(
                    Tree.empty().directory("/d").file("/old", B))
            .then(tree -> tree.file("/a", new byte[0]))
            .then(tree -> tree.content("/a", A))
            .then(tree -> tree.content("/a", Content.patched(A, 3000, B)))
            .then(tree -> tree.directory("/d/e"))
            .then(tree -> tree.link("/a", "/d/e/a"))
            .then(tree -> tree.symlink("/d/e/a", "/sym"))
            .then(tree -> tree.mode("/a", 0600))
            .then(tree -> tree.rename("/d/e/a", "/old"))
            .then(tree -> tree.without("/d/e"))
            .then(tree -> tree.content("/a", Content.of(1, 1000)))
            .then(tree -> tree.content("/a", Content.patched(new byte[2500], 0, Content.of(1, 1000))))
            .then(tree -> tree.without("/a"))
            .then(tree -> tree.rename("/old", "/d/new"))
            .then(tree -> tree.without("/sym"));

    @Prepare
    void start(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void walk(DaxFileSystem fs, Milestones reached) {
        DaxFile a = fs.create("/a");
        reached.mark(History.DONE);
        a.write(0, A);
        reached.mark(History.DONE);
        a.append(B);
        reached.mark(History.DONE);
        fs.mkdir("/d/e");
        reached.mark(History.DONE);
        fs.link("/a", "/d/e/a");
        reached.mark(History.DONE);
        fs.symlink("/d/e/a", "/sym");
        reached.mark(History.DONE);
        fs.chmod("/a", 0600);
        reached.mark(History.DONE);
        fs.rename("/d/e/a", "/old");
        reached.mark(History.DONE);
        fs.rmdir("/d/e");
        reached.mark(History.DONE);
        a.truncate(1000);
        reached.mark(History.DONE);
        fs.truncate("/a", 2500);
        reached.mark(History.DONE);
        fs.unlink("/a");
        reached.mark(History.DONE);
        fs.rename("/old", "/d/new");
        reached.mark(History.DONE);
        fs.unlink("/sym");
        reached.mark(History.DONE);
        a.close();
    }

    @Verify
    void acknowledgedOperationsAreThere(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
