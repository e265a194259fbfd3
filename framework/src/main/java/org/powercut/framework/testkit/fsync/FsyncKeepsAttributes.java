package org.powercut.framework.testkit.fsync;

import static org.assertj.core.api.Assertions.assertThat;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * Size, mode, owner and times that were set are durable once fsync has returned (fsync(2); xfstests generic/392, 505,
 * 508, 535, 635), and each attribute changes as a whole: an owner without its group is nobody's. Breaks when the inode's
 * log entry is not flushed, or is overwritten in place in two steps.
 */
@CrashTest
@Tag("fsync")
@Guarantee("G2")
@DisplayName("fsync keeps size, mode, owner and times")
@Explore(states = 200_000, budget = "20s")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FsyncKeepsAttributes {
    private static final byte[] DATA = Content.of(1, 6000);

    /** What of a stat this test sets. */
    private record Attributes(long size, int mode, int uid, int gid, long atime, long mtime) {
        static Attributes of(Stat stat) {
            return new Attributes(stat.size(), stat.mode(), stat.uid(), stat.gid(), stat.atime(), stat.mtime());
        }
    }

    private static final String BORN = "born at ";
    private static final long AFTER_2038 = 5_000_000_000L * 1_000_000_000 + 1;

    private static final Attributes OLD = new Attributes(6000, 0640, 1, 2, -11, 22);
    private static final Attributes NEW = new Attributes(4000, 0755, 1001, 1002, 111_111, AFTER_2038);

    @Prepare
    void oldAttributes(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/file")) {
            file.write(0, DATA);
        }
        set(fs, OLD);
    }

    @Workload
    void changeThenFsync(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/file", OpenFlag.READ, OpenFlag.WRITE)) {
            file.truncate(NEW.size());
            set(fs, NEW);
            file.fsync();
            reached.mark("synced");
            reached.mark(BORN + file.stat().btime());
            assertThat(Attributes.of(file.stat())).isEqualTo(NEW);
        }
    }

    /** When a file was made stays, whatever else of it changes. */
    @Verify
    void theTimeOfBirthStays(DaxFileSystem fs, Crash crash) throws Throwable {
        String born = BORN + fs.stat("/file").btime();
        if (crash.milestones().stream().anyMatch(milestone -> milestone.startsWith(BORN))) {
            Promise.durable(() -> assertThat(crash.milestones()).contains(born));
        }
    }

    @Verify
    void syncedAttributesAreThere(DaxFileSystem fs, Crash crash) throws Throwable {
        Attributes found = Attributes.of(fs.stat("/file"));
        if (crash.reached("synced")) {
            Promise.durable(() -> assertThat(found).isEqualTo(NEW));
        }
        Promise.atomic(() -> {
            assertThat(found.size()).isIn(OLD.size(), NEW.size());
            assertThat(found.mode()).isIn(OLD.mode(), NEW.mode());
            assertThat(found.uid()).isIn(OLD.uid(), NEW.uid());
            assertThat(found.gid()).as("group, changed with the owner").isEqualTo(found.uid() + 1);
        });
    }

    private static void set(DaxFileSystem fs, Attributes attributes) {
        fs.chmod("/file", attributes.mode());
        fs.chown("/file", attributes.uid(), attributes.gid());
        fs.setTimes("/file", attributes.atime(), attributes.mtime());
    }
}
