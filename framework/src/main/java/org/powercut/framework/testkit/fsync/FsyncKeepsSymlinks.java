package org.powercut.framework.testkit.fsync;

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
 * An fsync of a directory keeps the symbolic links in it, whole and under the names that they have by then (symlink(2), fsync(2); a link whose
 * target was not written yet was empty after a log replay; xfstests generic/348, 690, 779). Breaks when a link's target is not part of what
 * the directory's fsync makes durable, or a link that was moved is there twice.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G18", "G4"})
@DisplayName("fsync of a directory keeps symbolic links, moved ones too")
@Requires(Capability.SYMBOLIC_LINKS)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsSymlinks {
    private static final Tree START = Tree.empty()
            .directory("/a")
            .directory("/b")
            .symlink("old", "/a/link")
            .file("/a/foo", Content.of(1, 24));

    /** The link, its directory, and the fsync of that (generic/348). */
    private static final Script A_NEW_LINK_IN_A_NEW_DIRECTORY = Script.of("aNewLinkInANewDirectory", START)
            .mkdir("/a/new")
            .symlink("/some/where/else", "/a/new/link")
            .fsyncDirectory("/a/new");

    /** A link is made and moved within the directory (generic/690). */
    private static final Script A_LINK_IS_MOVED = Script.of("aLinkIsMoved", START)
            .symlink("first", "/a/made")
            .rename("/a/made", "/a/moved")
            .fsyncDirectory("/a");

    /** Links move over one another, and to where a file was (generic/779). */
    private static final Script A_LINK_TAKES_THE_NAME_OF_ANOTHER = Script.of("aLinkTakesTheNameOfAnother", START)
            .symlink("second", "/b/other")
            .rename("/b/other", "/a/link")
            .fsyncDirectory("/a")
            .unlink("/a/foo")
            .rename("/a/link", "/a/foo")
            .fsyncDirectory("/a");

    private static final List<Script> ALL =
            List.of(A_NEW_LINK_IN_A_NEW_DIRECTORY, A_LINK_IS_MOVED, A_LINK_TAKES_THE_NAME_OF_ANOTHER);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void aNewLinkInANewDirectory(DaxFileSystem fs, Milestones reached) {
        A_NEW_LINK_IN_A_NEW_DIRECTORY.play(fs, reached);
    }

    @Workload
    void aLinkIsMoved(DaxFileSystem fs, Milestones reached) {
        A_LINK_IS_MOVED.play(fs, reached);
    }

    @Workload
    void aLinkTakesTheNameOfAnother(DaxFileSystem fs, Milestones reached) {
        A_LINK_TAKES_THE_NAME_OF_ANOTHER.play(fs, reached);
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }
}
