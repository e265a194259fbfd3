package org.powercut.suites.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Mounts;
import org.powercut.framework.testkit.Tree;
import org.powercut.pmem.PmemDevice;

/**
 * What a clean unmount leaves so that the next mount is fast counts until the first change after it, and no moment longer: a power cut finds either
 * the checkpoint and nothing changed, or no checkpoint (the same outcome of recovery whatever it begins with; xfstests generic/388). Breaks when
 * the first change is durable before the checkpoint's name is taken away: the next mount hands out blocks and inodes that are in use.
 */
@CrashTest
@Tag("recovery")
@Guarantee("G20")
@DisplayName("a checkpoint never outlives the first change")
@OnFileSystem("dax-fs")
@Explore(states = 30_000, budget = "10s")
class CheckpointsNeverLie {
    private static final History HISTORY = History.from(
                    Tree.empty().directory("/a").file("/a/foo", Content.of(1, 40)))
            .then(tree -> tree.content("/a/foo", new byte[0]))
            .then(tree -> tree.file("/a/new", new byte[0]))
            .then(tree -> tree.content("/a/new", Content.of(2, 24)))
            .then(tree -> tree.without("/a/foo"));

    @Prepare
    void leaveACheckpoint(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device) {
        fs.unmount();
        try (DaxFileSystem again =
                Mounts.again(provider, device, options -> options.withCheckpoint(MountOptions.Checkpoint.ALWAYS))) {
            HISTORY.first().create(again);
        }
        assertThat(provider.mediaMap(device).find("checkpoint[0].*"))
                .as("fields of the checkpoint")
                .isNotEmpty();
    }

    @Workload
    void firstChanges(DaxFileSystem fs, Milestones reached) {
        // one that no journal tells of, and that takes no block: the checkpoint lies in free ones
        fs.truncate("/a/foo", 0);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        try (DaxFile file = fs.create("/a/new")) {
            reached.mark(History.DONE);
            file.write(0, Content.of(2, 24));
            reached.mark(History.DONE);
        }
        fs.unlink("/a/foo");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void whateverRecoveryBeganWith(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }

    /** Mounted so, dax-fs reads the logs as well, and refuses a checkpoint that says otherwise. */
    @Verify
    void itSaysWhatTheLogsSay(DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device) {
        Mounts.again(
                provider,
                device,
                options -> options.withContract(fs.contract()).withCheckpoint(MountOptions.Checkpoint.COMPARE));
    }

    @Verify
    void whatIsFreeIsFree(DaxFileSystem fs, Crash crash) throws Throwable {
        try (DaxFile more = fs.create("/more")) {
            more.write(0, Content.of(3, 16));
        }
        fs.unlink("/more");
        Promise.consistent(() -> HISTORY.verify(fs, crash));
    }
}
