package org.powercut.framework.testkit.fsync;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
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

/**
 * sync_file_range makes overwritten data of its range durable, and nothing else: no size, no block, no name (its man page
 * warns of just that). What it does not promise is not asked here: a WEAK file system may lose the file's growth.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G8")
@DisplayName("sync_file_range keeps overwritten data")
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SyncFileRangeKeepsOverwrites {
    private static final byte[] OLD = Content.of(1, 16_384);
    private static final byte[] NEW = Content.patched(OLD, 4096, Content.of(2, 4096));

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/f", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
        fs.sync();
    }

    @Workload
    void overwriteThenSyncTheRange(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(4096, Content.of(2, 4096));
            file.syncRange(4096, 4096);
            reached.mark("synced");
            file.append(Content.of(3, 100));
        }
    }

    @Verify
    void theRangeIsThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/f").range(0, OLD.length);
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThatContent(found).is(NEW));
        } else {
            Promise.atomic(() -> assertThatContent(found).hasWordsOf(OLD, NEW));
        }
    }
}
