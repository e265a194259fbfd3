package org.powercut.daxfs.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Mounts a device: picks and repairs superblocks, recovers and scans, and puts the parts together. */
final class Mount {
    private Mount() {}

    static DaxFs mount(PmemDevice device, MountOptions options) {
        Superblock superblock = Superblock.read(device);
        superblock.repair(device);
        Scan scan = scan(device, superblock, options);
        String damage = scan.damage();
        String readOnlyReason = damage == null && options.readOnly() ? "the file system was mounted read-only" : damage;
        Volume volume = new Volume(device, superblock, scan, options, readOnlyReason);
        volume.badblocks.adopt(
                scan.badSectors,
                scan.inodes.get(Layout.BADBLOCK_INO),
                scan.inodes.get(Layout.BADBLOCK_REPLICA_INO),
                scan.lostBadblockLog);
        return new DaxFs(volume, Objects.requireNonNull(scan.inodes.get(Layout.ROOT_INO)));
    }

    /** Rebuilds what lives in DRAM, from the checkpoint if there is one. */
    private static Scan scan(PmemDevice device, Superblock superblock, MountOptions options) {
        boolean compares = options.checkpoint() == MountOptions.Checkpoint.COMPARE;
        Scan checkpointed = options.checkpoint() == MountOptions.Checkpoint.NEVER
                ? null
                : readCheckpoint(device, superblock, options.contract());
        if (checkpointed != null && !compares) {
            return checkpointed;
        }
        Scan scan = newScan(device, superblock, options.contract());
        scan.run();
        if (checkpointed != null) {
            requireSame(superblock, checkpointed, scan);
        }
        return scan;
    }

    private static @Nullable Scan readCheckpoint(PmemDevice device, Superblock superblock, Contract contract) {
        if (superblock.number(Layout.Superblock.CHECKPOINT) == 0) {
            return null;
        }
        Scan scan = newScan(device, superblock, contract);
        return scan.runFromCheckpoint() ? scan : null;
    }

    private static Scan newScan(PmemDevice device, Superblock superblock, Contract contract) {
        Commits commits = contract == Contract.STRONG
                ? new StrongCommits(device, superblock.geometry)
                : new GroupCommits(device, superblock.geometry);
        return new Scan(device, superblock, commits, true, problem -> {
            throw problem;
        });
    }

    private static void requireSame(Superblock superblock, Scan checkpointed, Scan scan) {
        String difference = Checkpoint.difference(checkpointed, scan);
        if (difference != null) {
            throw new CorruptFileSystemException(
                    "superblock[0]", "checkpoint", Layout.Superblock.CHECKPOINT, "in the checkpoint, " + difference);
        }
    }
}
