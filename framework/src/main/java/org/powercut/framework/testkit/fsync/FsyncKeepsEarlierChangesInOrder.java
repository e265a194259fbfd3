package org.powercut.framework.testkit.fsync;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
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
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * An fsync keeps not only its file, but every change of names and files that was made before it: metadata is ordered, and what
 * was not synced disappears from the end, never from the middle (stricter than POSIX; ext4 and xfs do so and applications rely on
 * it; xfstests generic/321, 322, 335, 336, 341, 342, 376, 510, 640). Breaks when a group of changes is committed in parts.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G4", "G1"})
@Requires(Capability.ORDERED_COMMITS)
@DisplayName("fsync keeps the changes before it, in order")
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsEarlierChangesInOrder {
    private static final byte[] DATA = Content.of(1, 5000);
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/a")
                    .directory("/b")
                    .file("/a/foo", Content.of(2, 300))
                    .file("/b/bar", Content.of(3, 80)))
            .then(tree -> tree.rename("/a/foo", "/b/bar"))
            .then(tree -> tree.file("/a/foo", new byte[0]))
            .then(tree -> tree.content("/a/foo", DATA))
            .then(tree -> tree.directory("/a/dir"))
            .then(tree -> tree.link("/a/foo", "/a/dir/foo"))
            .then(tree -> tree.rename("/a/dir", "/b/dir"))
            .then(tree -> tree.without("/b/bar"))
            .then(tree -> tree.rename("/a/foo", "/last"));
    /** The fsync comes after this one. */
    private static final int SYNCED = 5;

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
        fs.sync();
    }

    @Workload
    void changeSyncChange(DaxFileSystem fs, Milestones reached) {
        fs.rename("/a/foo", "/b/bar");
        reached.mark(History.DONE);
        try (DaxFile foo = fs.create("/a/foo")) {
            reached.mark(History.DONE);
            foo.write(0, DATA);
            reached.mark(History.DONE);
            fs.mkdir("/a/dir");
            reached.mark(History.DONE);
            fs.link("/a/foo", "/a/dir/foo");
            reached.mark(History.DONE);
            foo.fsync();
            reached.mark("synced");
        }
        fs.rename("/a/dir", "/b/dir");
        reached.mark(History.DONE);
        fs.unlink("/b/bar");
        reached.mark(History.DONE);
        fs.rename("/a/foo", "/last");
        reached.mark(History.DONE);
        fs.sync();
        reached.mark("all");
    }

    @Verify
    void aMomentOfTheHistory(DaxFileSystem fs, Crash crash) {
        if (crash.reached("all")) {
            HISTORY.verifyAll(fs);
        } else if (crash.reached("synced") && fs.contract() == Contract.WEAK) {
            HISTORY.verify(fs, SYNCED, crash.times(History.DONE) + 1);
        } else {
            HISTORY.verify(fs, crash);
        }
    }
}
