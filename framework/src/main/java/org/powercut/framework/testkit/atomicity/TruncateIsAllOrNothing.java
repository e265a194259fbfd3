package org.powercut.framework.testkit.atomicity;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
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
 * truncate happens as a whole: size and content are the old or the new, and what is cut off and grown back reads as zeros,
 * in the partial last page as well (truncate(2); xfstests generic/101). Clearing the partial page in place before the new
 * size is durable destroys data that a crash brings back; clearing it not at all shows it again.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G14")
@DisplayName("truncate is all or nothing, and what grows back is zero")
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class TruncateIsAllOrNothing {
    private static final byte[] DATA = Content.of(1, 10_000);
    private static final History HISTORY = History.from(
                    Tree.empty().file("/cow", DATA).file("/inplace", DATA))
            .then(tree -> tree.content("/cow", Content.of(1, 5001)))
            .then(tree -> tree.content("/cow", Content.patched(new byte[9000], 0, Content.of(1, 5001))))
            .then(tree -> tree.content("/inplace", Content.of(1, 5001)))
            .then(tree -> tree.content("/inplace", Content.patched(new byte[9000], 0, Content.of(1, 5001))))
            .then(tree -> tree.content("/inplace", Content.of(1, 17)))
            .then(tree -> tree.content("/inplace", Content.patched(new byte[4100], 0, Content.of(1, 17))))
            .then(tree -> tree.content("/cow", new byte[0]));

    @Prepare
    void files(DaxFileSystem fs) {
        try (DaxFile cow = fs.create("/cow");
                DaxFile inplace = fs.open("/inplace", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            cow.write(0, DATA);
            inplace.write(0, DATA);
        }
    }

    @Workload
    void shrinkAndGrow(DaxFileSystem fs, Milestones reached) {
        fs.truncate("/cow", 5001);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.truncate("/cow", 9000);
        reached.mark(History.DONE);
        fs.truncate("/inplace", 5001);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.truncate("/inplace", 9000);
        reached.mark(History.DONE);
        fs.truncate("/inplace", 17);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.truncate("/inplace", 4100);
        reached.mark(History.DONE);
        fs.open("/cow", OpenFlag.WRITE, OpenFlag.TRUNCATE).close();
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void oldXorNew(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
