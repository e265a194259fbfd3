package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.RenameFlag;
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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * rename with EXCHANGE swaps two names at once, files or directories, and NOREPLACE replaces nothing: at every power cut both
 * names exist, and each inode has exactly one of them (renameat2(2)). An exchange done as two renames shows a moment with one
 * name missing or with two of the same.
 */
@CrashTest
@Tag("atomicity")
@Guarantee({"G11", "G13"})
@DisplayName("rename: exchanged names are never lost")
@Requires(Capability.RENAME_FLAGS)
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ExchangedNamesAreNeverLost {
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/a")
                    .directory("/b")
                    .directory("/b/sub")
                    .file("/b/sub/file", Content.of(1, 300))
                    .file("/a/one", Content.of(2, 900))
                    .file("/b/two", Content.of(3, 90)))
            .then(tree -> swap(tree, "/a/one", "/b/two"))
            .then(tree -> swap(tree, "/a/one", "/b/sub"))
            .then(tree -> tree.rename("/b/two", "/a/three"));

    private static Tree swap(Tree tree, String first, String second) {
        return tree.rename(first, "/swap").rename(second, first).rename("/swap", second);
    }

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void exchange(DaxFileSystem fs, Milestones reached) {
        fs.rename("/a/one", "/b/two", RenameFlag.EXCHANGE);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        fs.rename("/a/one", "/b/sub", RenameFlag.EXCHANGE);
        reached.mark(History.DONE);
        fs.rename("/b/two", "/a/three", RenameFlag.NOREPLACE);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        assertThatThrownBy(() -> fs.rename("/a/three", "/a/one", RenameFlag.NOREPLACE))
                .isInstanceOf(DaxFileSystemException.class);
    }

    @Verify
    void bothNamesAreThere(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }
}
