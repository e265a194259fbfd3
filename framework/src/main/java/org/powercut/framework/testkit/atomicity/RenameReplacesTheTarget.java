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
 * rename replaces its target atomically: under the target's name lies the old file or the new one, whole, and at no moment
 * nothing (rename(2)); after a crash the old name and the new name never both exist. It is how every editor and every
 * database saves. NOVA deleted the old entry in place, outside its journal, and lost both files.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G11")
@DisplayName("rename: the target is the old file or the new one, and never missing")
@Explore(states = 200_000, budget = "20s", randomStates = 2048)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class RenameReplacesTheTarget {
    private static final History HISTORY = History.from(Tree.empty()
                    .file("/config", Content.of(1, 3000))
                    .file("/config.tmp", Content.of(2, 5000))
                    .directory("/dir")
                    .file("/dir/config", Content.of(3, 100)))
            .then(tree -> tree.rename("/config.tmp", "/config"))
            .then(tree -> tree.rename("/config", "/dir/config"))
            .then(tree -> tree.rename("/dir/config", "/moved"))
            .then(tree -> tree.link("/moved", "/same"))
            .then(tree -> tree)
            .then(tree -> tree.rename("/same", "/dir/same"));

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void renames(DaxFileSystem fs, Milestones reached) {
        fs.rename("/config.tmp", "/config");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.rename("/config", "/dir/config");
        reached.mark(History.DONE);
        fs.rename("/dir/config", "/moved");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.link("/moved", "/same");
        reached.mark(History.DONE);
        fs.rename("/moved", "/same"); // two names of one inode: nothing happens
        reached.mark(History.DONE);
        fs.rename("/same", "/dir/same");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void oldXorNew(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
