package org.powercut.suites.recovery;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.Errno;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.FailFence;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;
import org.powercut.framework.testkit.Witness;

/**
 * When the device fails in the midst of a commit the operation fails with EIO, nothing is changed any more, what is there can be read, and after a power
 * cut the file system is the one before or the one after (rename(2); the kernel shuts a file system down for this; xfstests generic/475, 648, 753).
 * Breaks when the next commit builds on one that nobody knows the fate of.
 */
@CrashTest
@Tag("recovery")
@Guarantee({"G11", "G10"})
@DisplayName("a commit that the device fails leaves the old or the new")
@OnFileSystem("dax-fs")
@Faults("failures")
@Explore(states = 30_000, budget = "10s")
class FailedCommitsLeaveOldOrNew {
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/a")
                    .file("/a/new", Content.of(1, 24))
                    .file("/target", Content.of(2, 32)))
            .then(tree -> tree.rename("/a/new", "/target"));

    static Stream<FaultPlan> failures() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(fence -> FaultPlan.of(
                        "write-back-" + fence + "-fails",
                        new FailFence(Aim.anywhere()
                                .during("commit")
                                .in(Phase.WORKLOAD)
                                .occurrence(fence))));
    }

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void renameWhileTheDeviceFails(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        witness.refused(
                "the commit",
                Errno.EIO,
                () -> reached.operation("commit", () -> {
                    fs.rename("/a/new", "/target");
                    fs.sync();
                }));
        witness.refused("a change after it", Errno.EROFS, () -> fs.mkdir("/after"));
        witness.sees("a file that has nothing to do with it", fs.exists("/target"), true);
        reached.mark("failed");
    }

    @Verify
    void nothingElseWasSeen(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void beforeOrAfter(DaxFileSystem fs) {
        HISTORY.verify(fs, 0, 1);
    }
}
