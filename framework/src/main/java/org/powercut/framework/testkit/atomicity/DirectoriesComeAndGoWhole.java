package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * mkdir and rmdir are atomic, the parent's link count with them, and a directory that is empty after a crash can be
 * removed (mkdir(2), rmdir(2); xfstests generic/034: a stale size once made such directories immortal).
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G12")
@DisplayName("mkdir and rmdir are atomic, and empty directories can be removed")
@Explore(states = 200_000, budget = "20s", randomStates = 1024)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DirectoriesComeAndGoWhole {
    private static final History HISTORY = History.from(Tree.empty().directory("/base"))
            .then(tree -> tree.directory("/base/a"))
            .then(tree -> tree.directory("/base/a/b"))
            .then(tree -> tree.file("/base/a/file", new byte[0]))
            .then(tree -> tree.without("/base/a/file"))
            .then(tree -> tree.without("/base/a/b"))
            .then(tree -> tree.without("/base/a"));

    @Prepare
    void base(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void comeAndGo(DaxFileSystem fs, Milestones reached) {
        fs.mkdir("/base/a");
        reached.mark(History.DONE);
        fs.mkdir("/base/a/b");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.create("/base/a/file").close();
        reached.mark(History.DONE);
        fs.unlink("/base/a/file");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.rmdir("/base/a/b");
        reached.mark(History.DONE);
        fs.rmdir("/base/a");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void wholeOrNotAtAllAndRemovable(DaxFileSystem fs, Crash crash) throws Throwable {
        HISTORY.verify(fs, crash);
        Promise.consistent(() -> {
            removeAll(fs, "/");
            assertThat(fs.readdir("/")).isEmpty();
            assertThat(fs.stat("/").nlink()).as("link count of /").isEqualTo(2);
        });
    }

    private static void removeAll(DaxFileSystem fs, String directory) {
        fs.readdir(directory).forEach(entry -> {
            String path = (directory.equals("/") ? "" : directory) + "/" + entry.name();
            switch (entry.type()) {
                case DIRECTORY -> {
                    removeAll(fs, path);
                    fs.rmdir(path);
                }
                case REGULAR, SYMLINK -> fs.unlink(path);
            }
        });
    }
}
