package org.powercut.framework.testkit.fsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Script;
import org.powercut.framework.testkit.Tree;

/**
 * An fsync keeps what was done to directories before it: they are made, moved, replaced and removed whole, hold each name once, and can be
 * emptied and removed afterwards (fsync(2), rename(2), rmdir(2); xfstests generic/034, 321, 341, 510, 520, 557, 764, 771, 782, 784, 785).
 * Breaks when a moved directory is in both places or in none, its size or link count is wrong, or it stays full of what is gone.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G4", "G12", "G13"})
@DisplayName("fsync keeps directories, which can be emptied afterwards")
@Explore(states = 30_000, budget = "10s", nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsDirectories {
    private static final Tree START = Tree.empty()
            .directory("/a")
            .directory("/a/sub")
            .directory("/b")
            .file("/a/sub/foo", Content.of(1, 100))
            .file("/a/bar", Content.of(2, 50));

    /** A synced directory gains a name and is synced again (generic/034). */
    private static final Script A_SYNCED_DIRECTORY_GAINS_A_NAME = Script.of("aSyncedDirectoryGainsAName", START)
            .fsyncDirectory("/a")
            .create("/a/new")
            .fsyncDirectory("/a");

    /** A directory is made, gets a file and a moved one; fsync of the file, then of the directory (generic/321). */
    private static final Script A_NEW_DIRECTORY_IS_FILLED = Script.of("aNewDirectoryIsFilled", START)
            .mkdir("/b/new")
            .create("/b/new/foo")
            .fsync("/b/new/foo")
            .rename("/a/bar", "/b/new/bar")
            .fsyncDirectory("/b/new");

    /** A directory moves, a new one has its name; fsync of the new one (generic/341). */
    private static final Script THE_OLD_NAME_IS_USED_AGAIN = Script.of("theOldNameIsUsedAgain", START)
            .rename("/a/sub", "/b/sub")
            .mkdir("/a/sub")
            .fsyncDirectory("/a/sub");

    /** A directory takes the place of an empty one, and another takes its own (generic/510). */
    private static final Script A_DIRECTORY_REPLACES_ANOTHER = Script.of("aDirectoryReplacesAnother", START)
            .mkdir("/a/other")
            .rename("/a/sub", "/b")
            .rename("/a/other", "/a/sub")
            .fsyncDirectory("/b");

    /** Names that were made, moved in and moved within; fsync of the directory (generic/520). */
    private static final Script EVERY_KIND_OF_NEW_NAME_IS_THERE = Script.of("everyKindOfNewNameIsThere", START)
            .create("/b/made")
            .rename("/a/bar", "/b/moved")
            .rename("/b/made", "/b/renamed")
            .mkdir("/b/dir")
            .fsyncDirectory("/b");

    /** Unlinked, then the directory is synced: it does not come back (generic/557). */
    private static final Script AN_UNLINKED_NAME_IS_GONE = Script.of("anUnlinkedNameIsGone", START)
            .write("/a/bar", 0, Content.of(3, 8))
            .fsync("/a/bar")
            .unlink("/a/bar")
            .fsyncDirectory("/a");

    /** fsync of an open file after its last name is gone, and its directory is, too (generic/764, 771). */
    private static final Script WHAT_HAS_NO_NAME_IS_SYNCED = Script.of("whatHasNoNameIsSynced", START)
            .hold("/a/sub/foo")
            .unlink("/a/sub/foo")
            .fsync("/a/sub/foo")
            .rmdir("/a/sub")
            .fsync("/a/sub/foo");

    /** A directory moves, a file in it is synced by its new path (generic/782). */
    private static final Script A_FILE_IN_A_MOVED_DIRECTORY_IS_SYNCED = Script.of(
                    "aFileInAMovedDirectoryIsSynced", START)
            .rename("/a/sub", "/b/sub")
            .write("/b/sub/foo", 0, Content.of(4, 8))
            .fsync("/b/sub/foo");

    /** A directory moves away and back under another name; fsync of where it went (generic/784). */
    private static final Script A_DIRECTORY_MOVES_THERE_AND_BACK = Script.of("aDirectoryMovesThereAndBack", START)
            .rename("/a/sub", "/b/sub")
            .fsyncDirectory("/b")
            .rename("/b/sub", "/a/back")
            .fsyncDirectory("/b");

    /** What was in a directory moves, it is removed, and its name used for a file (generic/785). */
    private static final Script A_DIRECTORY_BECOMES_A_FILE = Script.of("aDirectoryBecomesAFile", START)
            .rename("/a/sub/foo", "/b/foo")
            .rmdir("/a/sub")
            .create("/a/sub")
            .fsync("/a/sub");

    private static final List<Script> ALL = List.of(
            A_SYNCED_DIRECTORY_GAINS_A_NAME,
            A_NEW_DIRECTORY_IS_FILLED,
            THE_OLD_NAME_IS_USED_AGAIN,
            A_DIRECTORY_REPLACES_ANOTHER,
            EVERY_KIND_OF_NEW_NAME_IS_THERE,
            AN_UNLINKED_NAME_IS_GONE,
            WHAT_HAS_NO_NAME_IS_SYNCED,
            A_FILE_IN_A_MOVED_DIRECTORY_IS_SYNCED,
            A_DIRECTORY_MOVES_THERE_AND_BACK,
            A_DIRECTORY_BECOMES_A_FILE);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void aSyncedDirectoryGainsAName(DaxFileSystem fs, Milestones reached) {
        A_SYNCED_DIRECTORY_GAINS_A_NAME.play(fs, reached);
    }

    @Workload
    void aNewDirectoryIsFilled(DaxFileSystem fs, Milestones reached) {
        A_NEW_DIRECTORY_IS_FILLED.play(fs, reached);
    }

    @Workload
    void theOldNameIsUsedAgain(DaxFileSystem fs, Milestones reached) {
        THE_OLD_NAME_IS_USED_AGAIN.play(fs, reached);
    }

    @Workload
    void aDirectoryReplacesAnother(DaxFileSystem fs, Milestones reached) {
        A_DIRECTORY_REPLACES_ANOTHER.play(fs, reached);
    }

    @Workload
    void everyKindOfNewNameIsThere(DaxFileSystem fs, Milestones reached) {
        EVERY_KIND_OF_NEW_NAME_IS_THERE.play(fs, reached);
    }

    @Workload
    void anUnlinkedNameIsGone(DaxFileSystem fs, Milestones reached) {
        AN_UNLINKED_NAME_IS_GONE.play(fs, reached);
    }

    @Workload
    void whatHasNoNameIsSynced(DaxFileSystem fs, Milestones reached) {
        WHAT_HAS_NO_NAME_IS_SYNCED.play(fs, reached);
    }

    @Workload
    void aFileInAMovedDirectoryIsSynced(DaxFileSystem fs, Milestones reached) {
        A_FILE_IN_A_MOVED_DIRECTORY_IS_SYNCED.play(fs, reached);
    }

    @Workload
    void aDirectoryMovesThereAndBack(DaxFileSystem fs, Milestones reached) {
        A_DIRECTORY_MOVES_THERE_AND_BACK.play(fs, reached);
    }

    @Workload
    void aDirectoryBecomesAFile(DaxFileSystem fs, Milestones reached) {
        A_DIRECTORY_BECOMES_A_FILE.play(fs, reached);
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }

    @Verify
    void everyDirectoryCanBeEmptied(DaxFileSystem fs) throws Throwable {
        Promise.consistent(() -> {
            empty(fs, "");
            assertThat(fs.readdir("/")).isEmpty();
        });
    }

    private static void empty(DaxFileSystem fs, String directory) {
        for (DirectoryEntry entry : fs.readdir(directory.isEmpty() ? "/" : directory)) {
            String path = directory + "/" + entry.name();
            if (entry.type() == FileType.DIRECTORY) {
                empty(fs, path);
                fs.rmdir(path);
            } else {
                fs.unlink(path);
            }
        }
    }
}
