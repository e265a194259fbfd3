package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.CorruptFileSystemException;
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
 * A device that held anything holds no file system until mkfs has made a whole one, and does from when it returned (PMFS issue
 * 4: mkfs left the root directory unflushed). Breaks when a superblock is durable before what it speaks of: the next mount
 * finds a file system that nobody ever had.
 */
@CrashTest
@Tag("upkeep")
@Guarantee({"G9", "G12"})
@DisplayName("mkfs leaves nothing or a whole file system")
@UnderTest("org.powercut.daxfs.core")
@Explore(states = 20_000, budget = "10s", randomStates = 64, statesPerPoint = 512, deviceSize = 1 << 19)
class MkfsAppearsWhole {
    @Prepare
    void someBytes(PmemDevice device) {
        device.fill(0, device.size(), (byte) 0xa5);
    }

    @Workload
    void make(PmemDevice device, Milestones reached) {
        DaxFsDevices.provider().mkfs(device);
        reached.mark("made");
    }

    @Verify
    void nothingOrAWholeOne(PmemDevice device, Crash crash) {
        DaxFileSystemProvider provider = DaxFsDevices.provider();
        DaxFileSystem fs;
        try {
            fs = provider.mount(device, MountOptions.defaults());
        } catch (CorruptFileSystemException none) {
            Promise.durable(
                    () -> assertThat(crash.reached("made")).as("%s", none).isFalse());
            Promise.atomic(() -> assertThat(none.struct()).as("%s", none).startsWith("superblock"));
            return;
        }
        Promise.atomic(() -> assertThat(fs.isReadOnly()).isFalse());
        Promise.atomic(() -> assertThat(fs.readdir("/")).isEmpty());
        fs.create("/file").close();
        fs.unmount();
        Promise.consistent(() -> assertThat(provider.fsck(device).problems()).isEmpty());
    }
}
