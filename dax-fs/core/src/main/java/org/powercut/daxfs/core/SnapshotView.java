package org.powercut.daxfs.core;

import java.util.Objects;
import org.powercut.daxfs.Snapshot;

/**
 * Builds the file system that a snapshot shows: the scan of a mount that leaves out what came later, and reads the same
 * device. It has page maps and names of its own, and shares nothing with the live one that changes, but the list of bad
 * sectors.
 */
final class SnapshotView {
    private SnapshotView() {}

    /** The caller sees to it that nothing changes meanwhile. */
    static DaxFs open(Volume live, Snapshot snapshot) {
        Commits commits = new StrongCommits(live.media, live.geometry);
        Scan scan = new Scan(live.media, live.superblock, commits, false, problem -> {
                    throw problem;
                })
                .upTo(snapshot.epoch());
        scan.run();
        scan.inodes.loadWith(() -> InodeLoader.forSnapshot(live, commits, snapshot.epoch()));
        Volume volume = new Volume(live, scan, "a snapshot cannot be changed");
        return new DaxFs(volume, Objects.requireNonNull(scan.inodes.get(Layout.ROOT_INO)));
    }
}
