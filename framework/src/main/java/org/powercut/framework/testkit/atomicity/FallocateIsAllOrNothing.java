package org.powercut.framework.testkit.atomicity;

import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;

/**
 * fallocate changes a file as a whole in every mode: after a power cut the content is the old or the new, with no range half
 * moved, no shifted extent past the end and no zeroed edge without the hole (fallocate(2); xfstests generic/059, 177, 482, 695;
 * xfs grows the size first when it inserts). Breaks when a mode commits its extents one by one.
 */
@CrashTest
@Tag("atomicity")
@Guarantee("G14")
@DisplayName("fallocate is all or nothing in every mode")
@Requires(Capability.FALLOCATE)
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FallocateIsAllOrNothing {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, 6 * PAGE + 500);
    private static final byte[] PUNCHED = zeroed(DATA, PAGE + 100, 2 * PAGE);
    private static final byte[] ZEROED = zeroed(PUNCHED, 5 * PAGE - 50, 60);
    private static final byte[] COLLAPSED = without(ZEROED, 2 * PAGE, 2 * PAGE);
    private static final byte[] INSERTED = withHole(COLLAPSED, PAGE, 2 * PAGE);
    private static final byte[] EXTENDED = Arrays.copyOf(INSERTED, 9 * PAGE);
    private static final byte[] WRITTEN = Content.patched(EXTENDED, 8 * PAGE, Content.of(2, 700));
    private static final History HISTORY = history();

    private static History history() {
        History history = History.from(Tree.empty().file("/cow", DATA).file("/inplace", DATA));
        for (String path : List.of("/cow", "/inplace")) {
            for (byte[] content : List.of(PUNCHED, ZEROED, COLLAPSED, INSERTED, EXTENDED)) {
                history = history.then(tree -> tree.content(path, content));
            }
        }
        return history.then(tree -> tree.content("/cow", WRITTEN));
    }

    @Prepare
    void files(DaxFileSystem fs) {
        try (DaxFile cow = fs.create("/cow");
                DaxFile inplace = fs.open("/inplace", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            cow.write(0, DATA);
            inplace.write(0, DATA);
        }
    }

    @Workload
    void everyMode(DaxFileSystem fs, Milestones reached) {
        for (String path : List.of("/cow", "/inplace")) {
            try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
                file.allocate(FallocateMode.PUNCH_HOLE, PAGE + 100, 2 * PAGE);
                reached.mark(History.DONE);
                file.allocate(FallocateMode.ZERO_RANGE, 5 * PAGE - 50, 60);
                reached.mark(History.DONE);
                Durable.sync(fs, reached);
                file.allocate(FallocateMode.COLLAPSE_RANGE, 2 * PAGE, 2 * PAGE);
                reached.mark(History.DONE);
                file.allocate(FallocateMode.INSERT_RANGE, PAGE, 2 * PAGE);
                reached.mark(History.DONE);
                file.allocate(FallocateMode.ALLOCATE, 6 * PAGE, 3 * PAGE);
                reached.mark(History.DONE);
                Durable.sync(fs, reached);
            }
        }
        try (DaxFile file = fs.open("/cow", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(8 * PAGE, Content.of(2, 700));
            reached.mark(History.DONE);
            Durable.sync(fs, reached);
        }
    }

    @Verify
    void oldXorNew(DaxFileSystem fs, Crash crash) {
        HISTORY.verify(fs, crash);
    }

    private static byte[] zeroed(byte[] content, int offset, int length) {
        return Content.patched(content, offset, new byte[length]);
    }

    private static byte[] without(byte[] content, int offset, int length) {
        byte[] shorter = Arrays.copyOf(content, content.length - length);
        System.arraycopy(content, offset + length, shorter, offset, content.length - offset - length);
        return shorter;
    }

    private static byte[] withHole(byte[] content, int offset, int length) {
        byte[] longer = Arrays.copyOf(content, content.length + length);
        System.arraycopy(content, offset, longer, offset + length, content.length - offset);
        Arrays.fill(longer, offset, offset + length, (byte) 0);
        return longer;
    }
}
