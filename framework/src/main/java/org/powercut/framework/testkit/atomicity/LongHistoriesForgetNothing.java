package org.powercut.framework.testkit.atomicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

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
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;

/**
 * However often a file changes, each change is durable at return, under the WEAK contract with the next sync: a file system that logs must clean its logs up now and
 * then, and use the space again, without any change going missing in between (Silhouette found log garbage collection that
 * was not atomic). Enough changes here for several rounds.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G9")
@DisplayName("the thousandth change is as durable as the first")
@Explore(states = 200_000, budget = "20s", nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class LongHistoriesForgetNothing {
    private static final int CHANGES = 750;
    /** Changes before the workload: the interesting ones come when logs have been cleaned up a few times. */
    private static final int BEFORE = 400;

    private static final byte[] DATA = Content.of(1, 500);

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
        }
        for (int change = 0; change <= BEFORE; change++) {
            fs.chmod("/file", mode(change));
        }
    }

    @Workload
    void changeAndChangeAgain(DaxFileSystem fs, Milestones reached) {
        for (int change = BEFORE + 1; change <= CHANGES; change++) {
            fs.chmod("/file", mode(change));
            reached.mark(History.DONE);
            if (change % 50 == 0) {
                Durable.sync(fs, reached);
            }
        }
    }

    @Verify
    void nothingIsForgotten(DaxFileSystem fs, Crash crash) throws Throwable {
        int durable = BEFORE + Durable.times(fs, crash, History.DONE);
        int next = BEFORE + crash.times(History.DONE) + 1;
        Promise.durable(() -> assertThat(fs.stat("/file").mode())
                .as("mode after change %d to %d", durable, next)
                .isBetween(mode(durable), mode(next)));
        Promise.durable(() -> assertThatContent(FileContent.of(fs, "/file")).is(DATA));
    }

    private static int mode(int change) {
        return Math.min(change, CHANGES);
    }
}
