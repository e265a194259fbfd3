package org.powercut.framework.testkit.fsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

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
 * Once fdatasync has returned, data is durable with all that is needed to read it back: the new size, and the blocks that
 * mapped stores put into a hole (fdatasync(2); xfs syncs the extent map even of a file without dirty data; xfstests generic/392 for the size). Times may
 * go back. Breaks when fdatasync mistakes "no timestamps" for "no metadata".
 */
@CrashTest
@Tag("fsync")
@Guarantee("G3")
@DisplayName("fdatasync keeps data, size and the blocks of a hole")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FdatasyncKeepsDataAndSize {
    private static final byte[] OLD = Content.of(1, 5000);
    private static final byte[] MORE = Content.of(2, 3000);
    private static final byte[] APPENDED = Content.patched(OLD, 5000, MORE);
    private static final int GROWN = 5 * 4096;
    private static final int IN_HOLE = 3 * 4096 + 200;
    private static final byte[] SYNCED = Content.patched(new byte[GROWN], 0, APPENDED);
    private static final byte[] FILLED = Content.patched(SYNCED, IN_HOLE, Content.of(3, 120));

    @Prepare
    void oldFile(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/log", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
    }

    @Workload
    void appendAndFillHole(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/log", OpenFlag.READ, OpenFlag.WRITE)) {
            file.append(MORE);
            file.fdatasync();
            reached.mark("appended");
            file.truncate(GROWN);
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, GROWN)) {
                mapping.putBytes(IN_HOLE, Content.of(3, 120));
                file.fdatasync();
                reached.mark("filled");
            }
        }
    }

    @Verify
    void dataAndSizeAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        FileContent found = FileContent.of(fs, "/log");
        if (crash.reached("filled")) {
            Promise.durable(() -> assertThatContent(found).is(FILLED));
        } else if (crash.reached("appended")) {
            Promise.durable(() -> assertThat(found.length()).isIn(APPENDED.length, GROWN));
            Promise.durable(() -> assertThatContent(found).as("in flight").hasWordsOf(SYNCED, FILLED));
        } else {
            Promise.atomic(() -> assertThatContent(found).isEither(OLD, APPENDED));
        }
    }
}
