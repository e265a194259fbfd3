package org.powercut.framework.testkit.sharing;

import java.util.List;
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
import org.powercut.framework.testkit.Script;
import org.powercut.framework.testkit.Tree;

/**
 * An fsync after a clone keeps the clone as it was made, and what was written to either file afterwards with it alone (ioctl_ficlonerange(2);
 * xfstests generic/501, 588). Breaks when the log of the clone forgets blocks that the source had not synced, or takes the later content of the source.
 */
@CrashTest
@Tag("sharing")
@Guarantee({"G32", "G1"})
@DisplayName("fsync after a clone keeps it as it was made")
@Requires(Capability.REFLINK)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsClones {
    private static final Tree START =
            Tree.empty().file("/source", Content.of(1, 60)).file("/clone", new byte[0]);

    /** A source that was just written is cloned; fsync of the clone alone (generic/501). */
    private static final Script CLONED_THEN_SYNCED = Script.of("clonedThenSynced", START)
            .write("/source", 60, Content.of(2, 40))
            .cloneFile("/source", "/clone")
            .fsync("/clone")
            .truncate("/source", 16)
            .fsync("/source");

    /** Cloned, overwritten, and cloned over once more (generic/588). */
    private static final Script OVERWRITTEN_THEN_CLONED = Script.of("overwrittenThenCloned", START)
            .cloneFile("/source", "/clone")
            .fsync("/clone")
            .write("/source", 8, Content.of(3, 16))
            .cloneFile("/source", "/clone")
            .fsync("/clone")
            .write("/clone", 0, Content.of(4, 8))
            .fsync("/clone");

    private static final List<Script> ALL = List.of(CLONED_THEN_SYNCED, OVERWRITTEN_THEN_CLONED);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void clonedThenSynced(DaxFileSystem fs, Milestones reached) {
        CLONED_THEN_SYNCED.play(fs, reached);
    }

    @Workload
    void overwrittenThenCloned(DaxFileSystem fs, Milestones reached) {
        OVERWRITTEN_THEN_CLONED.play(fs, reached);
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }
}
