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
 * An fsync of a file or of its directory keeps the hard links that were made and removed before it, with the right count, and
 * what is written under any name (link(2), fsync(2); ordered metadata as ext4, xfs and btrfs give it; xfstests generic/039, 040, 041,
 * 056, 057, 065, 090, 104, 106, 107, 336, 343, 498, 502, 526, 527). Under WEAK each script is about what one fsync drags along.
 * Breaks when a removed name comes back, a count does not equal the names, or a name is durable and its directory is not.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G4", "G12"})
@DisplayName("fsync keeps links, removed ones too")
@Requires(Capability.HARD_LINKS)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsLinks {
    private static final Tree START = Tree.empty()
            .directory("/a")
            .directory("/b")
            .file("/a/foo", Content.of(1, 100))
            .file("/b/bar", Content.of(2, 50));

    /** A second name is made, synced, and removed; fsync of the file (generic/039, 106). */
    private static final Script A_REMOVED_LINK_STAYS_REMOVED = Script.of("aRemovedLinkStaysRemoved", START)
            .link("/a/foo", "/a/second")
            .sync()
            .unlink("/a/second")
            .fsync("/a/foo");

    /** Many names in one directory; one goes, another comes, fsync (generic/040, 041). */
    private static final Script ONE_OF_MANY_LINKS_IS_REPLACED = Script.of("oneOfManyLinksIsReplaced", START)
            .link("/a/foo", "/a/name-1")
            .link("/a/foo", "/a/name-2")
            .link("/a/foo", "/a/name-3")
            .link("/a/foo", "/a/name-4")
            .sync()
            .unlink("/a/name-2")
            .link("/a/foo", "/a/name-5")
            .fsync("/a/foo")
            .unlink("/a/name-5");

    /** Names of a new file and of an old one; fsync of the directory alone (generic/065). */
    private static final Script THE_DIRECTORY_KNOWS_ITS_NEW_LINKS = Script.of("theDirectoryKnowsItsNewLinks", START)
            .create("/a/new")
            .link("/a/new", "/a/new-2")
            .link("/a/foo", "/a/foo-2")
            .fsyncDirectory("/a");

    /** Two files gain names in each other's directory; fsync of one (generic/104). */
    private static final Script TWO_FILES_GAIN_NAMES = Script.of("twoFilesGainNames", START)
            .link("/a/foo", "/b/foo-2")
            .link("/b/bar", "/a/bar-2")
            .link("/a/foo", "/b/foo-3")
            .fsync("/a/foo");

    /** The name that goes is in another directory than the one that is synced (generic/107). */
    private static final Script A_LINK_IN_ANOTHER_DIRECTORY_IS_REMOVED = Script.of(
                    "aLinkInAnotherDirectoryIsRemoved", START)
            .link("/a/foo", "/b/far")
            .sync()
            .unlink("/b/far")
            .fsyncDirectory("/a");

    /** One name goes, the other moves to where it was, fsync of another file (generic/336). */
    private static final Script UNLINK_THEN_MOVE_THE_OTHER_NAME = Script.of("unlinkThenMoveTheOtherName", START)
            .link("/a/foo", "/b/foo")
            .sync()
            .unlink("/a/foo")
            .rename("/b/foo", "/a/foo")
            .fsync("/b/bar");

    /** A new name for one file, and its neighbour moves away; fsync of the first (generic/343). */
    private static final Script LINK_THEN_MOVE_WHAT_IS_BESIDE = Script.of("linkThenMoveWhatIsBeside", START)
            .create("/a/beside")
            .sync()
            .link("/a/foo", "/a/foo-2")
            .rename("/a/beside", "/b/beside")
            .fsync("/a/foo");

    /** The new name is in a new directory, which nobody synced (generic/498). */
    private static final Script THE_PARENT_OF_A_NEW_LINK_IS_THERE = Script.of("theParentOfANewLinkIsThere", START)
            .mkdir("/b/new")
            .link("/a/foo", "/b/new/foo")
            .fsync("/a/foo");

    /** Two files take each other's names by link and unlink; fsync of each (generic/502, 526, 527). */
    private static final Script NAMES_ARE_SWAPPED_AROUND = Script.of("namesAreSwappedAround", START)
            .link("/a/foo", "/a/kept")
            .unlink("/a/foo")
            .link("/b/bar", "/a/foo")
            .fsync("/a/kept")
            .unlink("/b/bar")
            .link("/a/kept", "/b/bar")
            .fsync("/a/foo");

    /** Written, synced, written again, linked; fsync by the new name (generic/056, 057). */
    private static final Script WHAT_WAS_WRITTEN_BEFORE_THE_LINK_IS_THERE = Script.of(
                    "whatWasWrittenBeforeTheLinkIsThere", START)
            .write("/a/foo", 100, Content.of(3, 60))
            .fsync("/a/foo")
            .write("/a/foo", 8, Content.of(4, 8))
            .link("/a/foo", "/b/foo")
            .fsync("/b/foo");

    /** Appended through one name after the other was made (generic/090). */
    private static final Script WHAT_IS_APPENDED_AFTER_THE_LINK_IS_THERE = Script.of(
                    "whatIsAppendedAfterTheLinkIsThere", START)
            .link("/a/foo", "/b/foo")
            .fsync("/a/foo")
            .write("/b/foo", 100, Content.of(5, 70))
            .fsync("/a/foo");

    private static final List<Script> ALL = List.of(
            A_REMOVED_LINK_STAYS_REMOVED,
            ONE_OF_MANY_LINKS_IS_REPLACED,
            THE_DIRECTORY_KNOWS_ITS_NEW_LINKS,
            TWO_FILES_GAIN_NAMES,
            A_LINK_IN_ANOTHER_DIRECTORY_IS_REMOVED,
            UNLINK_THEN_MOVE_THE_OTHER_NAME,
            LINK_THEN_MOVE_WHAT_IS_BESIDE,
            THE_PARENT_OF_A_NEW_LINK_IS_THERE,
            NAMES_ARE_SWAPPED_AROUND,
            WHAT_WAS_WRITTEN_BEFORE_THE_LINK_IS_THERE,
            WHAT_IS_APPENDED_AFTER_THE_LINK_IS_THERE);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void aRemovedLinkStaysRemoved(DaxFileSystem fs, Milestones reached) {
        A_REMOVED_LINK_STAYS_REMOVED.play(fs, reached);
    }

    @Workload
    void oneOfManyLinksIsReplaced(DaxFileSystem fs, Milestones reached) {
        ONE_OF_MANY_LINKS_IS_REPLACED.play(fs, reached);
    }

    @Workload
    void theDirectoryKnowsItsNewLinks(DaxFileSystem fs, Milestones reached) {
        THE_DIRECTORY_KNOWS_ITS_NEW_LINKS.play(fs, reached);
    }

    @Workload
    void twoFilesGainNames(DaxFileSystem fs, Milestones reached) {
        TWO_FILES_GAIN_NAMES.play(fs, reached);
    }

    @Workload
    void aLinkInAnotherDirectoryIsRemoved(DaxFileSystem fs, Milestones reached) {
        A_LINK_IN_ANOTHER_DIRECTORY_IS_REMOVED.play(fs, reached);
    }

    @Workload
    void unlinkThenMoveTheOtherName(DaxFileSystem fs, Milestones reached) {
        UNLINK_THEN_MOVE_THE_OTHER_NAME.play(fs, reached);
    }

    @Workload
    void linkThenMoveWhatIsBeside(DaxFileSystem fs, Milestones reached) {
        LINK_THEN_MOVE_WHAT_IS_BESIDE.play(fs, reached);
    }

    @Workload
    void theParentOfANewLinkIsThere(DaxFileSystem fs, Milestones reached) {
        THE_PARENT_OF_A_NEW_LINK_IS_THERE.play(fs, reached);
    }

    @Workload
    void namesAreSwappedAround(DaxFileSystem fs, Milestones reached) {
        NAMES_ARE_SWAPPED_AROUND.play(fs, reached);
    }

    @Workload
    void whatWasWrittenBeforeTheLinkIsThere(DaxFileSystem fs, Milestones reached) {
        WHAT_WAS_WRITTEN_BEFORE_THE_LINK_IS_THERE.play(fs, reached);
    }

    @Workload
    void whatIsAppendedAfterTheLinkIsThere(DaxFileSystem fs, Milestones reached) {
        WHAT_IS_APPENDED_AFTER_THE_LINK_IS_THERE.play(fs, reached);
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }
}
