package org.powercut.framework.testkit.fsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

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
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Script;
import org.powercut.framework.testkit.Tree;

/**
 * An fsync or fdatasync keeps holes, zeroed ranges, blocks given in advance and sizes as they were made, each change as a whole (fallocate(2),
 * fdatasync(2): size and map of blocks are data as far as reading goes; xfstests generic/059, 098, 101, 177, 325, 456, 468, 512, 695, 748).
 * Breaks when a file whose data is clean is not synced at all, a punch of part of a page is not, or old bytes come back as the file grows.
 */
@CrashTest
@Tag("fsync")
@Guarantee({"G3", "G14"})
@DisplayName("fsync keeps holes and sizes")
@Requires(Capability.FALLOCATE)
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsHolesAndSizes {
    private static final String BLOCKS_AND_ATTRIBUTE = "blocks and attribute";
    private static final byte[] ATTRIBUTE = Content.of(4, 30);
    private static final Tree START =
            Tree.empty().file("/f", Content.patched(Content.of(1, 40), 4096 - 40, Content.of(2, 120)));

    /** A hole smaller than a page, synced (generic/059). */
    private static final Script A_PUNCH_WITHIN_A_PAGE =
            Script.of("aPunchWithinAPage", START).punch("/f", 8, 24).fsync("/f");

    /** Holes side by side and one over the other (generic/177, 695). */
    private static final Script ADJACENT_AND_REPEATED_PUNCHES = Script.of("adjacentAndRepeatedPunches", START)
            .punch("/f", 0, 16)
            .fsync("/f")
            .punch("/f", 16, 4096 - 16)
            .punch("/f", 0, 4096)
            .fdatasync("/f")
            .punch("/f", 4096, 32)
            .fdatasync("/f");

    /** A hole is punched, the file cut in the midst of it (generic/098). */
    private static final Script CUT_WITHIN_A_HOLE = Script.of("cutWithinAHole", START)
            .punch("/f", 0, 4096)
            .fsync("/f")
            .truncate("/f", 2000)
            .fsync("/f");

    /** What was cut off reads as zeros when the file grows again (generic/101). */
    private static final Script SHRUNK_AND_GROWN = Script.of("shrunkAndGrown", START)
            .truncate("/f", 20)
            .truncate("/f", 4180)
            .fsync("/f")
            .truncate("/f", 10)
            .fdatasync("/f");

    /** Blocks past the end, then a write up to there: the size goes with it (generic/456). */
    private static final Script BLOCKS_THEN_SIZE = Script.of("blocksThenSize", START)
            .allocateKeepingSize("/f", 8192, 4096)
            .write("/f", 8192, Content.of(3, 24))
            .fdatasync("/f");

    /** The size grows without any data; fdatasync must keep it all the same (generic/468). */
    private static final Script A_SIZE_BY_ALLOCATION_ALONE = Script.of("aSizeByAllocationAlone", START)
            .fsync("/f")
            .allocate("/f", 4096, 8192)
            .fdatasync("/f")
            .zero("/f", 12000, 800)
            .fdatasync("/f");

    /** An allocation that has nothing to do changes nothing (generic/512). */
    private static final Script BLOCKS_WITHIN_WHAT_IS_THERE = Script.of("blocksWithinWhatIsThere", START)
            .allocate("/f", 100, 50)
            .fsync("/f")
            .allocateKeepingSize("/f", 4000, 500)
            .fsync("/f");

    /** Blocks past the end and an extended attribute, kept by fdatasync (generic/748). */
    private static final Script BLOCKS_BESIDE_AN_ATTRIBUTE = Script.of("blocksBesideAnAttribute", START)
            .allocateKeepingSize("/f", 4096, 8192)
            .then(fs -> fs.xattrs("/f").set("user.a", ATTRIBUTE), tree -> tree)
            .fdatasync("/f")
            .write("/f", 0, Content.of(5, 8))
            .fdatasync("/f");

    private static final List<Script> ALL = List.of(
            A_PUNCH_WITHIN_A_PAGE,
            ADJACENT_AND_REPEATED_PUNCHES,
            CUT_WITHIN_A_HOLE,
            SHRUNK_AND_GROWN,
            BLOCKS_THEN_SIZE,
            A_SIZE_BY_ALLOCATION_ALONE,
            BLOCKS_WITHIN_WHAT_IS_THERE,
            BLOCKS_BESIDE_AN_ATTRIBUTE);

    @Prepare
    void start(DaxFileSystem fs) {
        START.create(fs);
    }

    @Workload
    void aPunchWithinAPage(DaxFileSystem fs, Milestones reached) {
        A_PUNCH_WITHIN_A_PAGE.play(fs, reached);
    }

    @Workload
    void adjacentAndRepeatedPunches(DaxFileSystem fs, Milestones reached) {
        ADJACENT_AND_REPEATED_PUNCHES.play(fs, reached);
    }

    @Workload
    void cutWithinAHole(DaxFileSystem fs, Milestones reached) {
        CUT_WITHIN_A_HOLE.play(fs, reached);
    }

    @Workload
    void shrunkAndGrown(DaxFileSystem fs, Milestones reached) {
        SHRUNK_AND_GROWN.play(fs, reached);
    }

    @Workload
    void blocksThenSize(DaxFileSystem fs, Milestones reached) {
        BLOCKS_THEN_SIZE.play(fs, reached);
    }

    @Workload
    void aSizeByAllocationAlone(DaxFileSystem fs, Milestones reached) {
        A_SIZE_BY_ALLOCATION_ALONE.play(fs, reached);
    }

    @Workload
    void blocksWithinWhatIsThere(DaxFileSystem fs, Milestones reached) {
        BLOCKS_WITHIN_WHAT_IS_THERE.play(fs, reached);
    }

    @Workload
    void blocksBesideAnAttribute(DaxFileSystem fs, Milestones reached) {
        BLOCKS_BESIDE_AN_ATTRIBUTE.play(fs, reached);
        reached.mark(BLOCKS_AND_ATTRIBUTE);
    }

    @Verify
    void blocksAndAttributeAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached(BLOCKS_AND_ATTRIBUTE)) {
            Promise.durable(
                    () -> assertThatContent(fs.xattrs("/f").get("user.a")).is(ATTRIBUTE));
            Promise.durable(() -> assertThat(fs.stat("/f").blocks()).isEqualTo(3));
        }
    }

    @Verify
    void aMomentOfTheScript(DaxFileSystem fs, Crash crash) {
        Script.verify(ALL, fs, crash);
    }
}
