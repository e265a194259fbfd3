package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.UnderTest;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.pmem.PmemDevice;

/**
 * A table that grows into pages with old bytes in them grows page by page: what comes after the last inode looks as if it was
 * never used, whenever the power goes (xfstests generic/027 fills a file system so; NOVA grows its table the same way). Breaks
 * when an inode can be seen to be in use before the place after it is blank: the mount then takes old bytes for inodes.
 */
@CrashTest
@Tag("upkeep")
@Guarantee({"G12", "G20"})
@DisplayName("the table of inodes grows over old bytes and never takes them for inodes")
@UnderTest("org.powercut.daxfs.core")
@Explore(states = 20_000, budget = "10s", randomStates = 64, statesPerPoint = 512, nested = 0)
class TheInodeTableGrowsOverOldBytes {
    /** The last ones of the first page of 32 are made by the workload. */
    private static final int PREPARED = 22;

    private static final int MADE = 3;

    @Prepare
    void oldBytesAndAlmostAPageOfInodes(PmemDevice device) {
        device.fill(0, device.size(), (byte) 0xa5);
        DaxFsDevices.provider().mkfs(device);
        try (DaxFileSystem fs = mount(device, Contract.STRONG)) {
            for (int i = 0; i < PREPARED; i++) {
                fs.create("/" + i).close();
            }
        }
    }

    @Workload
    void grow(PmemDevice device, Milestones reached) {
        create(mount(device, Contract.STRONG), reached);
    }

    @Workload
    void growInOneGroup(PmemDevice device, Milestones reached) {
        DaxFileSystem fs = mount(device, Contract.WEAK);
        create(fs, reached);
        fs.sync();
        reached.mark("synced");
    }

    private static void create(DaxFileSystem fs, Milestones reached) {
        for (int i = 0; i < MADE; i++) {
            fs.create("/" + (PREPARED + i)).close();
            reached.mark(fs.contract() == Contract.STRONG ? "synced" : "made");
        }
    }

    @Verify
    void filesAreFilesAndNothingElseIs(PmemDevice device, Crash crash) {
        DaxFileSystemProvider provider = DaxFsDevices.provider();
        DaxFileSystem fs = mount(device, Contract.STRONG);
        Promise.consistent(() -> assertThat(fs.isReadOnly()).isFalse());
        int files = fs.readdir("/").size();
        int least = crash.reached("made") ? MADE * crash.times("synced") : crash.times("synced");
        Promise.durable(() -> assertThat(files).isBetween(PREPARED + least, PREPARED + MADE));
        fs.create("/after").close();
        fs.unmount();
        Promise.consistent(() -> assertThat(provider.fsck(device).problems()).isEmpty());
    }

    private static DaxFileSystem mount(PmemDevice device, Contract contract) {
        return DaxFsDevices.provider()
                .mount(device, MountOptions.defaults().withContract(contract).withClock(() -> Instant.EPOCH));
    }
}
