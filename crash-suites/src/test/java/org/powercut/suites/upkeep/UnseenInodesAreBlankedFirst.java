package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Durable;
import org.powercut.pmem.PmemDevice;

/**
 * A mount from a checkpoint has not looked at the inodes that were never used, and cells rot where nobody looks. Before the first
 * of them is taken into use, the one after it, where the next mount stops looking, is made blank. Breaks when that is not durable before the
 * new inode can be seen.
 */
@CrashTest
@Tag("upkeep")
@Guarantee({"G12", "G20"})
@DisplayName("an inode that nobody has looked at is blank before the mount looks at it")
@Requires(Capability.MEDIA_MAP)
@OnFileSystem("dax-fs")
@Explore(states = 20_000, budget = "10s", randomStates = 64, nested = 0)
class UnseenInodesAreBlankedFirst {
    @Prepare
    void checkpointAndRot(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        long next = fs.create("/a").stat().ino() + 1;
        Checkpoints.write(fs, device, provider);
        String rotten = "[" + (next + 1) + "].log_tail";
        for (String copy : new String[] {"inode", "inode_replica"}) {
            assertThat(DaxFsDevices.mediaMap(device).find(copy + rotten))
                    .as(copy + rotten)
                    .hasSize(1)
                    .allSatisfy(field -> device.putLong(field.offset(), 0x5a5a_5a5a_5a5aL));
        }
    }

    @Workload
    void create(DaxFileSystem fs, Milestones reached) {
        fs.create("/b").close();
        reached.mark("created");
        Durable.sync(fs, reached);
    }

    @Verify
    void isThereOrNot(DaxFileSystem fs, Crash crash) {
        Promise.consistent(() -> assertThat(fs.isReadOnly()).isFalse());
        Promise.consistent(() -> assertThat(fs.exists("/a")).isTrue());
        if (Durable.reached(fs, crash, "created")) {
            Promise.durable(() -> assertThat(fs.exists("/b")).isTrue());
        }
        fs.create("/c").close();
    }
}
