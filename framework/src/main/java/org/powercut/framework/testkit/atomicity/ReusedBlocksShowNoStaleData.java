package org.powercut.framework.testkit.atomicity;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
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
 * No file ever shows what another held: not behind a short last page, not in a hole that a mapped store fills, not in a page
 * grown by truncate (xfstests generic/042, 536). Free space is full of a deleted secret here, so that every page that is
 * handed out without being cleared first betrays it.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G15")
@DisplayName("reused blocks show no stale data")
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ReusedBlocksShowNoStaleData {
    private static final byte[] SECRET = Content.of(666, 256 * 1024);
    private static final int LENGTH = 3 * 4096;

    private static final byte[] COW =
            Content.patched(Content.patched(new byte[LENGTH], 10, Content.of(1, 100)), 4096 + 50, Content.of(2, 100));
    private static final byte[] INPLACE = Content.patched(
            Content.patched(Content.patched(new byte[LENGTH], 5, Content.of(3, 200)), 4096 + 512, Content.word(4, 0)),
            8192,
            Content.word(4, 1));

    @Prepare
    void freeSpaceFullOfSecrets(DaxFileSystem fs) {
        int secrets = 0;
        for (; fs.statfs().freeBlocks() > 96; secrets++) {
            try (DaxFile file = fs.create("/secret" + secrets)) {
                file.write(0, SECRET);
            }
        }
        for (int i = 0; i < secrets; i++) {
            fs.unlink("/secret" + i);
        }
    }

    @Workload
    void reuse(DaxFileSystem fs, Milestones reached) {
        try (DaxFile cow = fs.create("/cow")) {
            cow.write(10, Content.of(1, 100));
            cow.truncate(LENGTH);
            cow.write(4096 + 50, Content.of(2, 100));
        }
        try (DaxFile inplace =
                fs.open("/inplace", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            inplace.write(5, Content.of(3, 200));
            inplace.truncate(LENGTH);
            try (DaxMapping mapping = inplace.map(MapMode.SHARED, 0, LENGTH)) {
                mapping.putLong(4096 + 512, Content.word(4, 0));
                mapping.putLong(8192, Content.word(4, 1));
                inplace.fsync();
            }
        }
        reached.mark("reused");
    }

    @Verify
    void nothingOfTheSecret(DaxFileSystem fs, Crash crash) throws Throwable {
        for (String path : List.of("/cow", "/inplace")) {
            if (fs.exists(path)) {
                FileContent found = FileContent.of(fs, path);
                byte[] whole = path.equals("/cow") ? COW : INPLACE;
                Promise.fresh(() -> assertThatContent(found).as("%s", path).hasWordsOf(whole, new byte[0]));
                if (crash.reached("reused")) {
                    Promise.durable(() -> assertThatContent(found).is(whole));
                }
            }
        }
    }
}
