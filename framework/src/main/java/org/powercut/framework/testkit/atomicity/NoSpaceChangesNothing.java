package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * An operation that fails for want of space has changed nothing, after a crash in its midst as well (write(2) of an atomic
 * write, rename(2), mkdir(2)), and what it had taken is free again. Breaks when blocks or log pages are published before
 * the last of them is found.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G49")
@DisplayName("no space left: the old state stays")
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class NoSpaceChangesNothing {
    private static final byte[] SMALL = Content.of(1, 3000);
    private static final History HISTORY = History.from(
                    Tree.empty().file("/file", SMALL).directory("/dir"))
            .then(tree -> tree)
            .then(tree -> tree.file("/dir/next", new byte[0]))
            .then(tree -> tree.content("/dir/next", Content.of(3, 3000)));

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void tooMuch(DaxFileSystem fs, Milestones reached) {
        long free = fs.statfs().freeBlocks();
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            byte[] tooMuch = Content.of(2, Math.toIntExact((free + 1) * 4096));
            assertThatThrownBy(() -> file.write(100, tooMuch)).isInstanceOf(NoSpaceException.class);
            reached.mark(History.DONE);
            assertThat(fs.statfs().freeBlocks())
                    .as("free blocks after the failure")
                    .isEqualTo(free);
        }
        try (DaxFile next = fs.create("/dir/next")) {
            reached.mark(History.DONE);
            next.write(0, Content.of(3, 3000));
            reached.mark(History.DONE);
        }
        Durable.sync(fs, reached);
    }

    @Verify
    void oldStateStays(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
