package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.OpenFlag;
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
 * Both copies of the superblock change one after the other, so that a mount finds one whole whatever the power cut tears
 * (WineFS and NOVA keep two for this). The first preallocation after a clean unmount changes it twice in a row: the checkpoint ends, and a
 * feature begins. Breaks when the second change begins before the first is durable in both copies.
 */
@CrashTest
@Tag("upkeep")
@Guarantee({"G41", "G20"})
@DisplayName("one copy of the superblock is whole at any time")
@Requires({Capability.METADATA_REPLICAS, Capability.FALLOCATE})
@OnFileSystem("dax-fs")
@Explore(states = 20_000, budget = "10s", randomStates = 256, nested = 0)
class OneSuperblockIsAlwaysWhole {
    @Prepare
    void checkpoint(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        fs.create("/f").close();
        Checkpoints.write(fs, device, provider);
    }

    @Workload
    void preallocate(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE)) {
            file.allocate(FallocateMode.ALLOCATE, 0, 8192);
            reached.mark("allocated");
        }
        Durable.sync(fs, reached);
    }

    @Verify
    void allOrNothing(DaxFileSystem fs, Crash crash) {
        long size = fs.stat("/f").size();
        Promise.atomic(() -> assertThat(size).isIn(0L, 8192L));
        if (Durable.reached(fs, crash, "allocated")) {
            Promise.durable(() -> assertThat(size).isEqualTo(8192));
        }
    }
}
