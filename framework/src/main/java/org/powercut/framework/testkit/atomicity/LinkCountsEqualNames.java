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
 * A link count equals the number of names, at every moment (link(2), unlink(2); xfstests generic/039, 104). Too low, and
 * the file is freed while a name remains; too high, and its space is never freed. NOVA updated the count in place within
 * one epoch: two counted, one name.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G12")
@DisplayName("link and unlink: the link count equals the names")
@Requires(Capability.HARD_LINKS)
@Explore(states = 200_000, budget = "20s", randomStates = 2048)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class LinkCountsEqualNames {
    private static final History HISTORY = History.from(
                    Tree.empty().file("/one", Content.of(1, 1500)).directory("/dir"))
            .then(tree -> tree.link("/one", "/two"))
            .then(tree -> tree.link("/two", "/dir/three"))
            .then(tree -> tree.without("/one"))
            .then(tree -> tree.without("/two"))
            .then(tree -> tree.link("/dir/three", "/one"))
            .then(tree -> tree.without("/dir/three"))
            .then(tree -> tree.without("/one"));

    @Prepare
    void oneName(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void linkAndUnlink(DaxFileSystem fs, Milestones reached) {
        fs.link("/one", "/two");
        reached.mark(History.DONE);
        fs.link("/two", "/dir/three");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.unlink("/one");
        reached.mark(History.DONE);
        fs.unlink("/two");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.link("/dir/three", "/one");
        reached.mark(History.DONE);
        fs.unlink("/dir/three");
        reached.mark(History.DONE);
        fs.unlink("/one");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void countEqualsNames(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
