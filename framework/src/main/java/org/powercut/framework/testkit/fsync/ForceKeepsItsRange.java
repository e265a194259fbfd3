package org.powercut.framework.testkit.fsync;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
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
 * msync with MS_SYNC makes its range durable (msync(2); xfstests generic/325), and a page outside it stays dirty, so that a later call still
 * keeps it. Breaks when msync of one page cleans the tags of all.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G6")
@DisplayName("force keeps its range, and forgets nothing outside it")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ForceKeepsItsRange {
    private static final int PAGE = 4096;
    private static final byte[] OLD = Content.of(1, 3 * PAGE);
    private static final byte[] STORED = Content.patched(
            Content.patched(Content.patched(OLD, 40, Content.word(2, 0)), PAGE + 40, Content.of(2, 90)),
            2 * PAGE + 40,
            Content.word(2, 1));

    @Prepare
    void oldFile(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/file", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
    }

    @Workload
    void forceOnePageThenTheRest(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED, 0, OLD.length)) {
            mapping.putLong(40, Content.word(2, 0));
            mapping.putBytes(PAGE + 40, Content.of(2, 90));
            mapping.putLong(2 * PAGE + 40, Content.word(2, 1));
            mapping.force(PAGE, PAGE);
            reached.mark("middle forced");
            mapping.force(0, OLD.length);
            reached.mark("all forced");
        }
    }

    @Verify
    void forcedRangeIsThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/file");
        if (crash.reached("middle forced")) {
            Promise.durable(() ->
                    assertThatContent(found.range(PAGE, 2 * PAGE)).is(Arrays.copyOfRange(STORED, PAGE, 2 * PAGE)));
        }
        if (crash.reached("all forced")) {
            Promise.durable(() -> assertThatContent(found).is(STORED));
        }
        Promise.atomic(() -> assertThatContent(found).as("in flight").hasWordsOf(OLD, STORED));
    }
}
