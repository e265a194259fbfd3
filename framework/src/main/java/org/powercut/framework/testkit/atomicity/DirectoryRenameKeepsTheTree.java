package org.powercut.framework.testkit.atomicity;

import org.apiguardian.api.API;
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
 * A directory that moves takes all below it along: no loop, no orphan, no second parent, and the link counts of both
 * parents agree with the subdirectories they hold (rename(2); xfstests generic/341, 510). Replacing an empty directory is
 * atomic too. NOVA lost the moved directory's parent entry.
 */
@CrashTest
@Tag("atomicity")
@Guarantee({"G13", "G11"})
@DisplayName("rename of a directory keeps the tree a tree")
@Explore(states = 200_000, budget = "20s", randomStates = 2048)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DirectoryRenameKeepsTheTree {
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/from")
                    .directory("/from/sub")
                    .directory("/from/sub/deep")
                    .file("/from/sub/deep/file", Content.of(1, 900))
                    .directory("/to")
                    .directory("/to/empty"))
            .then(tree -> tree.rename("/from/sub", "/to/sub"))
            .then(tree -> tree.rename("/to/sub/deep", "/from/deep"))
            .then(tree -> tree.rename("/from/deep", "/to/empty"))
            .then(tree -> tree.rename("/to", "/from/to"));

    @Prepare
    void directories(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void moves(DaxFileSystem fs, Milestones reached) {
        fs.rename("/from/sub", "/to/sub");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.rename("/to/sub/deep", "/from/deep");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.rename("/from/deep", "/to/empty");
        reached.mark(History.DONE);
        fs.rename("/to", "/from/to");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void stillATree(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
