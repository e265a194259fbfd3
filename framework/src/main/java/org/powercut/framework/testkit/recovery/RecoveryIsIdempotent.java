package org.powercut.framework.testkit.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Mounts;
import org.powercut.framework.testkit.Tree;
import org.powercut.pmem.PmemDevice;

/**
 * Recovery may itself be interrupted and be run again, and always ends in the same file system (xfstests generic/388, 475):
 * the power is cut once more at each fence of each mount that writes. Mounting the recovered device again, without an
 * unmount, changes nothing either. Breaks when a journal is cleared before what it undoes is durable, or undone twice with
 * a different outcome.
 */
@CrashTest
@Tag("recovery")
@Guarantee("G20")
@DisplayName("recovery can be interrupted and repeated")
@Explore(states = 60_000, budget = "20s", randomStates = 2048, nested = 1)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class RecoveryIsIdempotent {
    private static final byte[] DATA = Content.of(1, 6000);
    private static final History HISTORY = History.from(Tree.empty()
                    .directory("/a")
                    .directory("/b")
                    .file("/a/file", DATA)
                    .file("/b/file", Content.of(2, 90)))
            .then(tree -> tree.rename("/a/file", "/b/file"))
            .then(tree -> tree.directory("/a/dir"))
            .then(tree -> tree.rename("/a/dir", "/b/dir"))
            .then(tree -> tree.link("/b/file", "/b/dir/link"))
            .then(tree -> tree.without("/b/file"))
            .then(tree -> tree.without("/b/dir/link"));

    @Prepare
    void files(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void operationsOnSeveralInodes(DaxFileSystem fs, Milestones reached) {
        try (DaxFile open = fs.open("/a/file", OpenFlag.READ)) {
            fs.rename("/a/file", "/b/file");
            reached.mark(History.DONE);
            fs.mkdir("/a/dir");
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
            fs.rename("/a/dir", "/b/dir");
            reached.mark(History.DONE);
            fs.link("/b/file", "/b/dir/link");
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
            fs.unlink("/b/file");
            reached.mark(History.DONE);
            fs.unlink("/b/dir/link");
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
            assertThat(open.size()).isEqualTo(DATA.length);
        }
    }

    @Verify
    void sameTreeHoweverOftenItWasRecovered(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }

    @Verify
    void sameTreeWhenItIsMountedOnceMore(
            DaxFileSystem fs, DaxFileSystemProvider provider, PmemDevice device, Crash crash) {
        HISTORY.verify(Mounts.again(provider, device, fs.contract()), crash);
    }

    @Verify
    void workGoesOn(DaxFileSystem fs, Crash crash) throws Throwable {
        Promise.durable(() -> {
            try (DaxFile file = fs.create("/after")) {
                file.write(0, DATA);
            }
            fs.rename("/after", "/b/after");
            assertThatContent(FileContent.of(fs, "/b/after")).is(DATA);
        });
    }
}
