package org.powercut.suites.upkeep;

import java.time.Instant;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.MountOptions.Checkpoint;
import org.powercut.pmem.PmemDevice;

/** Leaves a device with a checkpoint: the next mount looks at hardly anything else. */
final class Checkpoints {
    private Checkpoints() {}

    /** Unmounts a file system, and once more in the way that writes a checkpoint. */
    static void write(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider) {
        fs.unmount();
        mount(device, provider, Checkpoint.ALWAYS).unmount();
    }

    /** Mounts with another choice of checkpoints, and the clock at a standstill. */
    static DaxFileSystem mount(PmemDevice device, DaxFileSystemProvider provider, Checkpoint checkpoint) {
        return provider.mount(
                device, MountOptions.defaults().withCheckpoint(checkpoint).withClock(() -> Instant.EPOCH));
    }
}
