package org.powercut.framework.testkit.fsync;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
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
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;

/**
 * fsync by anyone who has the file open keeps the stores of everyone who has it mapped, those who promised to flush for
 * themselves too (linux: MAP_SYNC pages stay in the dirty tracking). A process that knows nothing of MAP_SYNC need not
 * know that another one uses it.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G29")
@DisplayName("fsync by any open file covers every mapping of the file")
@Requires(Capability.MAP_SYNC)
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncCoversEveryMapping {
    private static final byte[] OLD = Content.of(1, 3 * 4096);
    private static final byte[] FIRST = Content.patched(
            Content.patched(Content.patched(OLD, 16, Content.word(2, 0)), 4096, Content.of(3, 64)),
            8192,
            Content.word(4, 0));
    private static final byte[] SECOND = Content.patched(FIRST, 8192 + 512, Content.word(5, 0));

    @Prepare
    void oldFile(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/shared", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
    }

    @Workload
    void twoMappersOneSyncer(DaxFileSystem fs, Milestones reached) {
        try (DaxMapping plain = map(fs, MapMode.SHARED)) {
            plain.putLong(16, Content.word(2, 0));
            try (DaxMapping sync = map(fs, MapMode.SHARED_SYNC);
                    DaxFile third = fs.open("/shared", OpenFlag.READ, OpenFlag.WRITE)) {
                sync.putBytes(4096, Content.of(3, 64));
                plain.putLong(8192, Content.word(4, 0));
                third.fsync();
                reached.mark("first");
                sync.putLong(8192 + 512, Content.word(5, 0));
                third.fsync();
                reached.mark("second");
            }
        }
    }

    @Verify
    void everyStoreIsThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/shared");
        if (crash.reached("second")) {
            Promise.durable(() -> assertThatContent(found).is(SECOND));
        } else if (crash.reached("first")) {
            Promise.durable(() -> assertThatContent(found).as("after fsync").hasWordsOf(FIRST, SECOND));
        } else {
            Promise.atomic(() -> assertThatContent(found).as("in flight").hasWordsOf(OLD, FIRST));
        }
    }

    private static DaxMapping map(DaxFileSystem fs, MapMode mode) {
        try (DaxFile file = fs.open("/shared", OpenFlag.READ, OpenFlag.WRITE)) {
            return file.map(mode, 0, OLD.length);
        }
    }
}
