package org.powercut.framework.testkit.fsync;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
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
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * Names made, moved and removed in a directory are durable once the directory's fsync has returned (fsync(2): the file's
 * own fsync need not do it). What mail servers and databases rely on when they create or rename a file. Holds under both
 * contracts: before fsync a WEAK file system may show any earlier moment, so any is accepted here.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G4")
@DisplayName("fsync of a directory keeps its names")
@Explore(states = 200_000, budget = "20s", randomStates = 1024)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DirectoryFsyncKeepsNames {
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/box")
                    .file("/box/draft", Content.of(1, 700))
                    .file("/box/old", Content.of(2, 100)))
            .then(tree -> tree.file("/box/new", new byte[0]))
            .then(tree -> tree.content("/box/new", Content.of(3, 500)))
            .then(tree -> tree.rename("/box/draft", "/box/sent"))
            .then(tree -> tree.without("/box/old"))
            .then(tree -> tree.directory("/box/archive"));
    private static final int CHANGES = 5;

    @Prepare
    void box(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void changeThenFsync(DaxFileSystem fs, Milestones reached) {
        try (DaxFile created = fs.create("/box/new")) {
            created.write(0, Content.of(3, 500));
        }
        fs.rename("/box/draft", "/box/sent");
        fs.unlink("/box/old");
        fs.mkdir("/box/archive");
        try (DaxFile box = fs.openDirectory("/box")) {
            box.fsync();
        }
        reached.mark("synced");
    }

    @Verify
    void syncedNamesAreThere(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash.reached("synced") ? CHANGES : 0, CHANGES);
    }
}
