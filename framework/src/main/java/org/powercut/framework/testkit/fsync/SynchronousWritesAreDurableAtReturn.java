package org.powercut.framework.testkit.fsync;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
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
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.oracle.FileContent;
import org.powercut.framework.testkit.Content;

/**
 * A write to a file opened with O_DSYNC or O_SYNC is durable when it returns, data and size, and so is a truncate or fallocate
 * through it, without any fsync (open(2); xfstests generic/629, 703, 737). Under the WEAK contract this is what the flag is for.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G7")
@DisplayName("O_SYNC and O_DSYNC: each write is durable at return")
@Explore(states = 200_000, budget = "20s", randomStates = 256)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class SynchronousWritesAreDurableAtReturn {
    private static final byte[] OLD = Content.of(1, 3000);
    private static final byte[] FIRST = Content.patched(OLD, 1000, Content.of(2, 5000));
    private static final byte[] SECOND = Content.patched(FIRST, 6000, Content.of(3, 700));
    private static final byte[] CUT = Arrays.copyOf(SECOND, 2500);

    @Prepare
    void files(DaxFileSystem fs) {
        for (String path : List.of("/dsync", "/sync")) {
            try (DaxFile file = fs.create(path)) {
                file.write(0, OLD);
            }
        }
        fs.sync();
    }

    @Workload
    void write(DaxFileSystem fs, Milestones reached) {
        write(fs, "/dsync", OpenFlag.DSYNC, reached);
        write(fs, "/sync", OpenFlag.SYNC, reached);
    }

    private static void write(DaxFileSystem fs, String path, OpenFlag flag, Milestones reached) {
        try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE, flag)) {
            file.write(1000, Content.of(2, 5000));
            reached.mark(path);
            file.append(Content.of(3, 700));
            reached.mark(path);
            file.truncate(2500);
            reached.mark(path);
        }
    }

    /** What comes into the file without a write is durable at return as well (generic/629). */
    @Workload
    @Requires(Capability.REFLINK)
    void cloneInto(DaxFileSystem fs, Milestones reached) {
        try (DaxFile source = fs.open("/dsync", OpenFlag.READ);
                DaxFile target = fs.open("/cloned", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.SYNC)) {
            target.cloneFile(source);
            reached.mark("cloned");
        }
    }

    @Verify
    void clonesAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("cloned")) {
            Promise.durable(() -> assertThatContent(Content.read(fs, "/cloned")).is(OLD));
        }
    }

    @Verify
    void acknowledgedWritesAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        List<byte[]> history = List.of(OLD, FIRST, SECOND, CUT);
        for (String path : List.of("/dsync", "/sync")) {
            int done = crash.times(path);
            byte[] kept = history.get(done);
            byte[] next = history.get(Math.min(done + 1, 3));
            FileContent found = FileContent.of(fs, path);
            Promise.durable(() -> assertThatContent(found).as(path).isOldOrNew(fs, kept, next));
        }
    }
}
