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
 * A file is never longer than its data reached, and never full of zeros instead of data: truncated and written anew, replaced by rename,
 * appended to and overwritten, it has after a power cut the content of one moment (write(2), truncate(2), rename(2); the files of NULs that delayed
 * allocation left; xfstests generic/043 to 049, 052, 054, 055, 705). Breaks when the size is committed before the data it covers.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G1", "G2"})
@DisplayName("sizes follow the data: no zeros where something was written")
@Requires(Capability.DATA_COW)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SizesFollowTheData {
    private static final Tree START =
            Tree.empty().file("/f", Content.of(1, 200)).file("/g", Content.of(2, 80));

    /** Cut to nothing, written, no fsync (generic/043, 046). */
    private static final Script WRITTEN_ANEW_AFTER_A_TRUNCATE = Script.of("writtenAnewAfterATruncate", START)
            .truncate("/f", 0)
            .write("/f", 0, Content.of(3, 150))
            .sync();

    /** Overwritten from the start, shorter afterwards (generic/044). */
    private static final Script WRITTEN_ANEW_OVER_ITSELF = Script.of("writtenAnewOverItself", START)
            .write("/f", 0, Content.of(4, 120))
            .truncate("/f", 120)
            .sync();

    /** A new file takes the name, without an fsync in between (generic/045). */
    private static final Script REPLACED_BY_RENAME = Script.of("replacedByRename", START)
            .create("/new")
            .write("/new", 0, Content.of(5, 90))
            .rename("/new", "/f")
            .sync();

    /** Written past the end; fsync keeps the size (generic/047). */
    private static final Script GROWN_AND_SYNCED = Script.of("grownAndSynced", START)
            .write("/f", 200, Content.of(6, 60))
            .fsync("/f")
            .write("/f", 4090, Content.of(7, 20))
            .fsync("/f");

    /** The same with sync, and cut again after it (generic/048, 049). */
    private static final Script GROWN_AND_ALL_SYNCED = Script.of("grownAndAllSynced", START)
            .write("/f", 200, Content.of(8, 60))
            .write("/g", 5000, Content.of(9, 30))
            .sync()
            .truncate("/f", 100)
            .truncate("/g", 6000)
            .sync();

    /** All of a file's life is in the log that recovery reads (generic/052, 054, 055). */
    private static final Script MADE_WRITTEN_REMOVED = Script.of("madeWrittenRemoved", START)
            .create("/new")
            .write("/new", 0, Content.of(10, 40))
            .fsync("/new")
            .truncate("/new", 0)
            .unlink("/g")
            .fsync("/f")
            .unlink("/new");

    /** Several appends between two syncs: any prefix, never a size without its bytes (generic/705). */
    private static final Script APPENDED_IN_SMALL_STEPS = Script.of("appendedInSmallSteps", START)
            .write("/f", 200, Content.of(11, 24))
            .write("/f", 224, Content.of(12, 24))
            .write("/f", 248, Content.of(13, 24))
            .fdatasync("/f");

    private static final List<Script> ALL = List.of(
            WRITTEN_ANEW_AFTER_A_TRUNCATE,
            WRITTEN_ANEW_OVER_ITSELF,
            REPLACED_BY_RENAME,
            GROWN_AND_SYNCED,
            GROWN_AND_ALL_SYNCED,
            MADE_WRITTEN_REMOVED,
            APPENDED_IN_SMALL_STEPS);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void writtenAnewAfterATruncate(DaxFileSystem fs, Milestones reached) {
        WRITTEN_ANEW_AFTER_A_TRUNCATE.play(fs, reached);
    }

    @Workload
    void writtenAnewOverItself(DaxFileSystem fs, Milestones reached) {
        WRITTEN_ANEW_OVER_ITSELF.play(fs, reached);
    }

    @Workload
    void replacedByRename(DaxFileSystem fs, Milestones reached) {
        REPLACED_BY_RENAME.play(fs, reached);
    }

    @Workload
    void grownAndSynced(DaxFileSystem fs, Milestones reached) {
        GROWN_AND_SYNCED.play(fs, reached);
    }

    @Workload
    void grownAndAllSynced(DaxFileSystem fs, Milestones reached) {
        GROWN_AND_ALL_SYNCED.play(fs, reached);
    }

    @Workload
    void madeWrittenRemoved(DaxFileSystem fs, Milestones reached) {
        MADE_WRITTEN_REMOVED.play(fs, reached);
    }

    @Workload
    void appendedInSmallSteps(DaxFileSystem fs, Milestones reached) {
        APPENDED_IN_SMALL_STEPS.play(fs, reached);
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }
}
