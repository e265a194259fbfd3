package org.powercut.framework.testkit.atomicity;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
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
 * A write of a copy-on-write file is atomic, however many pages it covers and wherever it begins: after a crash all of it
 * is there or none (dax-fs: up to 1 MiB; NOVA with data CoW). Databases on such files need no double write. Breaks when
 * pages are published one by one, or before their data.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G17")
@DisplayName("a copy-on-write write is atomic")
@Requires(Capability.DATA_COW)
@Explore(states = 200_000, budget = "20s", randomStates = 128)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class CowWritesAreAtomic {
    private static final byte[] FIRST = Content.of(1, 20_000);
    private static final byte[] SECOND = Content.patched(FIRST, 4000, Content.of(2, 9000));
    private static final byte[] THIRD = Content.patched(SECOND, 4096, Content.of(3, 8192));
    private static final byte[] FOURTH = Content.patched(THIRD, 19_990, Content.of(4, 5000));
    private static final History HISTORY = History.from(Tree.empty().file("/db", FIRST))
            .then(tree -> tree.content("/db", SECOND))
            .then(tree -> tree.content("/db", THIRD))
            .then(tree -> tree.content("/db", FOURTH));

    @Prepare
    void database(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void overwrite(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/db", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(4000, Content.of(2, 9000));
            reached.mark(History.DONE);
            file.write(4096, Content.of(3, 8192));
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
            file.write(19_990, Content.of(4, 5000));
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
        }
    }

    @Verify
    void allOrNothing(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
