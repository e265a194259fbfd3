package org.powercut.framework.testkit.atomicity;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * A symbolic link is there with its whole target or not at all (symlink(2); xfstests generic/348 caught btrfs with empty
 * ones). NOVA's copy past the cache left the target's last bytes behind.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G18")
@DisplayName("a symbolic link is never empty or cut short")
@Requires(Capability.SYMBOLIC_LINKS)
@Explore(states = 200_000, budget = "20s", randomStates = 1024)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SymlinksAreNeverEmpty {
    private static final String LONG_TARGET = "/" + "t".repeat(2000) + "end";
    private static final History HISTORY = History.from(Tree.empty().file("/file", Content.of(1, 100)))
            .then(tree -> tree.symlink("/file", "/short"))
            .then(tree -> tree.symlink(LONG_TARGET, "/long"))
            .then(tree -> tree.rename("/long", "/short"))
            .then(tree -> tree.without("/short"))
            .then(tree -> tree.symlink("x", "/short"));

    @Prepare
    void file(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void symlinks(DaxFileSystem fs, Milestones reached) {
        fs.symlink("/file", "/short");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.symlink(LONG_TARGET, "/long");
        reached.mark(History.DONE);
        fs.rename("/long", "/short");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.unlink("/short");
        reached.mark(History.DONE);
        fs.symlink("x", "/short");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void wholeTargetOrNoLink(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
