package org.powercut.framework.testkit.fsync;

import java.util.List;
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
import org.powercut.framework.testkit.Script;
import org.powercut.framework.testkit.Tree;

/**
 * An fsync keeps the renames before it: a moved file is found at its new name and at that only, a name that was used again belongs to the
 * new file, and neither takes the other along when it is lost (rename(2), fsync(2); xfstests generic/073, 322, 335, 342, 376, 480,
 * 481, 534, 547, 552, 640). Breaks when a log is replayed name by name: the file is lost, there twice, or recovery finds a name in use.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G4", "G11"})
@DisplayName("fsync keeps moved files, and their old names for others")
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsMovedFiles {
    private static final Tree START = Tree.empty()
            .directory("/a")
            .directory("/b")
            .file("/a/foo", Content.of(1, 100))
            .file("/a/beside", Content.of(2, 50))
            .file("/b/bar", Content.of(3, 70));

    /** fsync of a file whose neighbour has moved away (generic/073). */
    private static final Script A_FILE_IS_SYNCED_AFTER_ANOTHER_MOVED = Script.of(
                    "aFileIsSyncedAfterAnotherMoved", START)
            .rename("/a/beside", "/b/beside")
            .write("/a/foo", 0, Content.of(4, 8))
            .fsync("/a/foo");

    /** fsync by the new name, onto nothing and onto another file (generic/322). */
    private static final Script A_MOVED_FILE_IS_SYNCED = Script.of("aMovedFileIsSynced", START)
            .rename("/a/foo", "/b/foo")
            .fsync("/b/foo")
            .rename("/b/foo", "/b/bar")
            .fsync("/b/bar");

    /** A file moves out of a directory; fsync of what is above (generic/335). */
    private static final Script THE_OLD_PARENTS_PARENT_IS_SYNCED = Script.of("theOldParentsParentIsSynced", START)
            .rename("/a/foo", "/foo")
            .create("/a/new")
            .fsyncDirectory("/");

    /** Moved, and a new file has the old name; fsync of the new one (generic/342). */
    private static final Script THE_OLD_NAME_IS_USED_AGAIN = Script.of("theOldNameIsUsedAgain", START)
            .rename("/a/foo", "/a/moved")
            .create("/a/foo")
            .write("/a/foo", 0, Content.of(5, 60))
            .fsync("/a/foo");

    /** The same, but fsync of the moved one (generic/376). */
    private static final Script THE_MOVED_FILE_IS_SYNCED = Script.of("theMovedFileIsSynced", START)
            .rename("/a/foo", "/a/moved")
            .create("/a/foo")
            .fsync("/a/moved");

    /** Unlinked, and a new file has the name; fsync of the new one (generic/480). */
    private static final Script A_REMOVED_NAME_IS_USED_AGAIN = Script.of("aRemovedNameIsUsedAgain", START)
            .unlink("/a/foo")
            .create("/a/foo")
            .write("/a/foo", 0, Content.of(6, 20))
            .fsync("/a/foo");

    /** Each name is taken by the one before; nothing is in the way of recovery (generic/481). */
    private static final Script A_CHAIN_OF_NAMES_IS_REPLAYED = Script.of("aChainOfNamesIsReplayed", START)
            .rename("/a/foo", "/a/1")
            .rename("/a/beside", "/a/foo")
            .rename("/a/1", "/a/beside")
            .fsync("/a/foo")
            .rename("/a/foo", "/a/1")
            .rename("/a/beside", "/a/foo");

    /** Cut, then moved, then synced (generic/534). */
    private static final Script SHORTER_AND_MOVED = Script.of("shorterAndMoved", START)
            .fsync("/a/foo")
            .truncate("/a/foo", 24)
            .rename("/a/foo", "/a/short")
            .fsync("/a/short");

    /** Written and closed; moved and synced by its new name later (generic/552). */
    private static final Script MOVED_AFTER_IT_WAS_CLOSED = Script.of("movedAfterItWasClosed", START)
            .create("/a/new")
            .write("/a/new", 0, Content.of(7, 90))
            .sync()
            .rename("/a/new", "/b/new")
            .fsync("/b/new");

    /** A file moves into a new directory; fsync of where it came from (generic/640). */
    private static final Script MOVED_AND_NOT_LOST = Script.of("movedAndNotLost", START)
            .mkdir("/b/new")
            .rename("/a/foo", "/b/new/foo")
            .fsyncDirectory("/a");

    /** Many changes, then fsync of each file (generic/547). */
    private static final Script EVERYTHING_IS_SYNCED_ONE_BY_ONE = Script.of("everythingIsSyncedOneByOne", START)
            .rename("/a/foo", "/b/foo")
            .write("/b/bar", 8, Content.of(8, 8))
            .unlink("/a/beside")
            .create("/a/new")
            .truncate("/b/foo", 50)
            .fsync("/b/foo")
            .fsync("/b/bar")
            .fsync("/a/new");

    private static final List<Script> ALL = List.of(
            A_FILE_IS_SYNCED_AFTER_ANOTHER_MOVED,
            A_MOVED_FILE_IS_SYNCED,
            THE_OLD_PARENTS_PARENT_IS_SYNCED,
            THE_OLD_NAME_IS_USED_AGAIN,
            THE_MOVED_FILE_IS_SYNCED,
            A_REMOVED_NAME_IS_USED_AGAIN,
            A_CHAIN_OF_NAMES_IS_REPLAYED,
            SHORTER_AND_MOVED,
            MOVED_AFTER_IT_WAS_CLOSED,
            MOVED_AND_NOT_LOST,
            EVERYTHING_IS_SYNCED_ONE_BY_ONE);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void aFileIsSyncedAfterAnotherMoved(DaxFileSystem fs, Milestones reached) {
        A_FILE_IS_SYNCED_AFTER_ANOTHER_MOVED.play(fs, reached);
    }

    @Workload
    void aMovedFileIsSynced(DaxFileSystem fs, Milestones reached) {
        A_MOVED_FILE_IS_SYNCED.play(fs, reached);
    }

    @Workload
    void theOldParentsParentIsSynced(DaxFileSystem fs, Milestones reached) {
        THE_OLD_PARENTS_PARENT_IS_SYNCED.play(fs, reached);
    }

    @Workload
    void theOldNameIsUsedAgain(DaxFileSystem fs, Milestones reached) {
        THE_OLD_NAME_IS_USED_AGAIN.play(fs, reached);
    }

    @Workload
    void theMovedFileIsSynced(DaxFileSystem fs, Milestones reached) {
        THE_MOVED_FILE_IS_SYNCED.play(fs, reached);
    }

    @Workload
    void aRemovedNameIsUsedAgain(DaxFileSystem fs, Milestones reached) {
        A_REMOVED_NAME_IS_USED_AGAIN.play(fs, reached);
    }

    @Workload
    void aChainOfNamesIsReplayed(DaxFileSystem fs, Milestones reached) {
        A_CHAIN_OF_NAMES_IS_REPLAYED.play(fs, reached);
    }

    @Workload
    void shorterAndMoved(DaxFileSystem fs, Milestones reached) {
        SHORTER_AND_MOVED.play(fs, reached);
    }

    @Workload
    void movedAfterItWasClosed(DaxFileSystem fs, Milestones reached) {
        MOVED_AFTER_IT_WAS_CLOSED.play(fs, reached);
    }

    @Workload
    void movedAndNotLost(DaxFileSystem fs, Milestones reached) {
        MOVED_AND_NOT_LOST.play(fs, reached);
    }

    @Workload
    void everythingIsSyncedOneByOne(DaxFileSystem fs, Milestones reached) {
        EVERYTHING_IS_SYNCED_ONE_BY_ONE.play(fs, reached);
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }
}
