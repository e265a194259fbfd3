package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.StatFs;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * statfs counts what files take, and gets it back when they are cut or gone; an unlinked file takes its space until its last
 * user closes it (statfs(2), unlink(2)). A file system that forgets blocks is full one day, with no file on it.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("space is accounted for, and given back")
@Explore(states = 20_000, budget = "10s", randomStates = 4, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SpaceIsGivenBack {
    private static final int PAGES = 40;
    /** Logs, nodes and directories may keep a page or two. */
    private static final long METADATA = 6;

    @Workload
    void takeAndGiveBack(DaxFileSystem fs) {
        StatFs empty = fs.statfs();
        assertThat(empty.blockSize()).isEqualTo(4096);
        try (DaxFile file = fs.create("/file")) {
            file.write(0, Content.of(1, PAGES * 4096));
            assertThat(fs.statfs().freeBlocks())
                    .isBetween(empty.freeBlocks() - PAGES - METADATA, empty.freeBlocks() - PAGES);
            assertThat(fs.statfs().freeInodes()).isEqualTo(empty.freeInodes() - 1);
            file.truncate(4096);
            assertThat(fs.statfs().freeBlocks()).isGreaterThanOrEqualTo(empty.freeBlocks() - 1 - METADATA);
            file.write(0, Content.of(2, PAGES * 4096));
            fs.unlink("/file");
            assertThat(fs.statfs().freeBlocks())
                    .as("an unlinked file that is open")
                    .isLessThanOrEqualTo(empty.freeBlocks() - PAGES);
        }
        assertThat(fs.statfs().freeBlocks()).isGreaterThanOrEqualTo(empty.freeBlocks() - METADATA);
        assertThat(fs.statfs().freeInodes()).isEqualTo(empty.freeInodes());
    }

    @Verify
    void freeIsNeverMoreThanThereIs(DaxFileSystem fs) {
        StatFs found = fs.statfs();
        assertThat(found.freeBlocks()).isBetween(0L, found.blocks());
        assertThat(found.freeInodes()).isBetween(0L, found.inodes());
    }
}
