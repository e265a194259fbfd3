package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.StatFs;
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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * A file made without a name (O_TMPFILE) is never seen half written: after a power cut it is there under the name that it was
 * given, with all its content, or not at all, and one that never got a name leaves no space behind (open(2); xfstests generic/509,
 * 530). Breaks when the name is durable before the file's log.
 */
@CrashTest
@Tag("atomicity")
@Guarantee({"G16", "G12"})
@DisplayName("a file without a name appears whole or not at all")
@Requires(Capability.TMPFILE)
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FilesWithoutANameAppearWhole {
    private static final byte[] DATA = Content.of(1, 9000);
    private static final History HISTORY =
            History.from(Tree.empty().directory("/d")).then(tree -> tree.file("/d/whole", DATA));

    @Prepare
    void directory(DaxFileSystem fs) {
        HISTORY.first().create(fs);
    }

    @Workload
    void writeThenName(DaxFileSystem fs, Milestones reached) {
        try (DaxFile forgotten = fs.open("/d", OpenFlag.TMPFILE, OpenFlag.WRITE);
                DaxFile file = fs.open("/d", OpenFlag.TMPFILE, OpenFlag.READ, OpenFlag.WRITE)) {
            forgotten.write(0, DATA);
            file.write(0, DATA);
            fs.linkFile(file, "/d/whole");
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
            assertThat(file.stat().nlink()).isEqualTo(1);
        }
    }

    @Verify
    void wholeOrAbsentAndNoSpaceLost(DaxFileSystem fs, Crash crash) throws Throwable {
        HISTORY.verify(fs, crash);
        if (fs.exists("/d/whole")) {
            fs.unlink("/d/whole");
        }
        fs.rmdir("/d");
        fs.sync();
        StatFs space = fs.statfs();
        Promise.consistent(() -> assertThat(space.inodes() - space.freeInodes())
                .as("inodes in use beside the root")
                .isLessThanOrEqualTo(1));
    }
}
