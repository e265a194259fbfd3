package org.powercut.suites.recovery;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.FailFence;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Witness;

/**
 * When the device cannot make something durable, each file that was open then is told EIO by its next fsync, once, and the next sync once;
 * who opens later is told nothing, and after a sync that succeeds the data is there (fsync(2), since Linux 4.13; xfstests generic/441, 475,
 * 484, 487, 648, 753). Breaks when the error is forgotten with the first file that asks: the others take lost data for durable.
 */
@CrashTest
@Tag("recovery")
@Guarantee("G10")
@DisplayName("a write-back error is told once to each open file, and once to sync")
@Requires(Capability.NODATACOW)
@OnFileSystem("dax-fs")
@Faults("brokenDevice")
@Explore(states = 30_000, budget = "10s")
class WriteErrorsAreTold {
    private static final byte[] OLD = Content.of(1, 40);
    private static final byte[] LOST = Content.of(2, 40);
    private static final byte[] NEW = Content.of(3, 40);

    static Stream<FaultPlan> brokenDevice() {
        return Stream.of(FaultPlan.of(
                "first-write-back-fails",
                new FailFence(
                        Aim.anywhere().during("fdatasync").in(Phase.WORKLOAD).occurrence(1))));
    }

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = open(fs)) {
            file.write(0, OLD);
        }
        fs.sync();
    }

    private static DaxFile open(DaxFileSystem fs) {
        return fs.open("/f", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    @Workload
    void failOnceThenSucceed(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile first = open(fs);
                DaxFile second = open(fs);
                DaxFile other = fs.create("/other");
                DaxMapping mapping = first.map(MapMode.SHARED, 0, OLD.length)) {
            fs.sync();
            mapping.putBytes(0, LOST);
            witness.refused("the fdatasync that fails", Errno.EIO, first::fdatasync);
            try (DaxFile late = open(fs)) {
                witness.sees("EIO for a file that was opened later", isTold(late::fsync), false);
            }
            witness.sees("EIO again for who was told", isTold(first::fsync), false);
            witness.sees("EIO for the other open file", isTold(second::fsync), true);
            witness.sees("EIO for it again", isTold(second::fsync), false);
            witness.sees("EIO for another file", isTold(other::fsync), false);
            witness.sees("EIO for sync", isTold(fs::sync), true);
            witness.sees("EIO for sync again", isTold(fs::sync), false);
            witness.sees("a mount that became read-only", fs.isReadOnly(), false);
            mapping.putBytes(0, NEW);
            first.fsync();
            reached.mark("synced");
        }
    }

    private static boolean isTold(Runnable sync) {
        try {
            sync.run();
            return false;
        } catch (DaxFileSystemException e) {
            return e.errno() == Errno.EIO;
        }
    }

    @Verify
    void everyoneWasTold(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void whatWasSyncedInTheEndIsThere(DaxFileSystem fs, Crash crash) throws Throwable {
        byte[] found = Content.read(fs, "/f");
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThatContent(found).is(NEW));
        } else {
            Promise.atomic(() -> assertThatContent(found).hasWordsOf(OLD, LOST, NEW));
        }
    }
}
