package org.powercut.daxfs.core;

import java.util.Objects;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;

/** Mounts a device: picks and repairs superblocks, recovers and scans, and puts the parts together. */
final class Mount {
    private Mount() {}

    static DaxFs mount(PmemDevice device, MountOptions options) {
        Superblock superblock = Superblock.read(device);
        superblock.repair(device);
        Commits commits = options.contract() == Contract.STRONG
                ? new StrongCommits(device, superblock.geometry)
                : new GroupCommits(device, superblock.geometry);
        Scan scan = new Scan(device, superblock, commits, true, problem -> {
            throw problem;
        });
        scan.run();
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
}
