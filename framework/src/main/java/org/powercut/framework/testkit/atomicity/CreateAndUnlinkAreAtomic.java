package org.powercut.framework.testkit.atomicity;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
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
 * A file comes and goes with its name: no name without an inode, no inode without a name, no torn name however long
 * (open(2), unlink(2)). Vinter found NOVA and PMFS to leave long names cut short. A name that is reused names the new
 * file (xfstests generic/480, 341).
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G12")
@DisplayName("create and unlink are atomic, long names too")
@Explore(states = 200_000, budget = "20s", randomStates = 1024)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class CreateAndUnlinkAreAtomic {
    private static final String LONG = "/" + "n".repeat(254) + "x";
    private static final History HISTORY = History.from(Tree.empty().file("/old", Content.of(1, 5000)))
            .then(tree -> tree.file("/new", new byte[0]))
            .then(tree -> tree.file(LONG, new byte[0]))
            .then(tree -> tree.without("/old"))
            .then(tree -> tree.file("/old", new byte[0]))
            .then(tree -> tree.content("/old", Content.of(2, 100)))
            .then(tree -> tree.without(LONG))
            .then(tree -> tree.without("/new"));

    @Prepare
    void oldFile(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void comeAndGo(DaxFileSystem fs, Milestones reached) {
        fs.create("/new").close();
        reached.mark(History.DONE);
        fs.create(LONG).close();
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.unlink("/old");
        reached.mark(History.DONE);
        try (DaxFile old = fs.create("/old")) {
            reached.mark(History.DONE);
            old.write(0, Content.of(2, 100));
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
        }
        fs.unlink(LONG);
        reached.mark(History.DONE);
        fs.unlink("/new");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void thereOrNotThere(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
