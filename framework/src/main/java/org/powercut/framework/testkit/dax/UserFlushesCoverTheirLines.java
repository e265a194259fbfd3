package org.powercut.framework.testkit.dax;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
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
import org.powercut.framework.testkit.Content;

/**
 * The user's flush of a range, then a fence, makes durable every line that the range touches, at both ends and across pages, and leaves the
 * line beside it dirty: the next fsync has it still to write (MappedByteBuffer.force on a SYNC mapping, JEP 352; libpmem2). Breaks
 * when the last line is cut off, or a flush of a part makes the whole page count as clean. That no line more is written back is held where
 * lines can be counted: DaxDeviceTest.
 */
@CrashTest
@Tag("dax")
@Guarantee("G48")
@DisplayName("a user's flush covers the lines of its range, and the neighbour stays dirty")
@Requires({Capability.MAP_SYNC, Capability.NODATACOW})
@Explore(states = 30_000, budget = "10s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class UserFlushesCoverTheirLines {
    private static final int PAGE = 4096;
    /** From the last bytes of a line over a whole one into a third. */
    private static final int RANGE = 120;

    private static final int NEIGHBOUR = 256;
    /** Over the end of a page. */
    private static final int ACROSS = PAGE - 8;

    private static final byte[] OLD = Content.of(1, 2 * PAGE);
    private static final byte[] STORED = Content.of(2, 80);

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.open("/f", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.write(0, OLD);
        }
        fs.sync();
    }

    @Workload
    void flushAndFence(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE);
                DaxMapping mapping = file.map(MapMode.SHARED_SYNC, 0, OLD.length)) {
            mapping.putLong(NEIGHBOUR, Content.word(3, 0));
            mapping.putBytes(RANGE, STORED);
            mapping.flush(RANGE, STORED.length);
            mapping.fence();
            reached.mark("three lines");
            mapping.putBytes(ACROSS, Content.of(4, 16));
            mapping.flush(ACROSS, 16);
            mapping.fence();
            reached.mark("two pages");
            file.fsync();
            reached.mark("synced");
        }
    }

    @Verify
    void flushedLinesAreDurable(DaxFileSystem fs, Crash crash) throws Throwable {
        holds(fs, RANGE, STORED, crash.reached("three lines"));
        holds(fs, ACROSS, Content.of(4, 16), crash.reached("two pages"));
        holds(fs, NEIGHBOUR, Content.patched(new byte[8], 0, Content.word(3, 0)), crash.reached("synced"));
    }

    private static void holds(DaxFileSystem fs, int offset, byte[] stored, boolean isDurable) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ)) {
            byte[] found = file.read(offset, stored.length);
            byte[] old = Arrays.copyOfRange(OLD, offset, offset + stored.length);
            if (isDurable) {
                Promise.durable(() ->
                        assertThatContent(found).as("bytes from %d on", offset).is(stored));
            } else {
                Promise.atomic(() -> assertThatContent(found).hasWordsOf(old, stored));
            }
        }
    }
}
