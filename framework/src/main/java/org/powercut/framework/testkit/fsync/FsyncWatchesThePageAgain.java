package org.powercut.framework.testkit.fsync;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.List;
import java.util.stream.IntStream;
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
 * A store to a page that fsync has already written back is kept by the next fsync (linux: dax_writeback_mapping_range
 * write-protects the page, so that the next store faults and marks it dirty again). Leave the write protection out and
 * the first fsync works, the second finds nothing dirty, and every later commit is lost.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G27")
@DisplayName("fsync write-protects: the next store faults and is kept by the next fsync")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncWatchesThePageAgain {
    private static final int ROUNDS = 4;

    private static final List<byte[]> VERSIONS = IntStream.rangeClosed(0, ROUNDS)
            .mapToObj(FsyncWatchesThePageAgain::after)
            .toList();

    @Prepare
    void page(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/page", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, Content.of(0, 4096));
        }
    }

    @Workload
    void storeAndFsyncByTurns(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/page", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, 4096)) {
            for (int round = 1; round <= ROUNDS; round++) {
                mapping.putLong(0, Content.word(round, 0));
                mapping.putLong(2048, Content.word(round, 256));
                file.fsync();
                reached.mark("synced");
            }
        }
    }

    @Verify
    void eachRoundIsKept(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/page");
        int synced = crash.times("synced");
        byte[] kept = VERSIONS.get(synced);
        byte[] next = VERSIONS.get(Math.min(synced + 1, ROUNDS));
        Promise.durable(
                () -> assertThatContent(found).as("after fsync %d", synced).hasWordsOf(kept, next));
    }

    private static byte[] after(int round) {
        byte[] first = Content.patched(Content.of(0, 4096), 0, Content.word(round, 0));
        return Content.patched(first, 2048, Content.word(round, 256));
    }
}
