package org.powercut.daxfs.core;

import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.Snapshot;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Repairs an unmounted device: first the superblocks, the journal and the inode table in place, from the good copies; then
 * it reads of each log as much as is sound, makes one tree of what it got, and writes anew the logs of the inodes that
 * are not what the media say. Each log is replaced as a whole by one commit, so a repair that is interrupted can be
 * repeated. Nothing is written over but free blocks.
 *
 * <p>A log that is written anew has no history, and so snapshots cannot be kept: where one must be, all are deleted first. With
 * the log of snapshots itself damaged, no other log is touched.
 */
final class RepairRun {
    private static final int MOST_PASSES = 3;

    private final PmemDevice device;
    private final Superblock superblock;
    private final Progress progress;

    private RepairRun(PmemDevice device, Superblock superblock, Progress progress) {
        this.device = device;
        this.superblock = superblock;
        this.progress = progress;
    }

    /**
     * Repairs what can be, and tells what was wrong before.
     *
     * @throws CorruptFileSystemException if there is no whole superblock: then nothing says where anything lies
     * @throws org.powercut.daxfs.NoSpaceException if the logs find no room; what was repaired until then stays
     */
    static FsckReport repair(PmemDevice device, Progress progress) {
        Superblock superblock = Superblock.read(device);
        FsckReport before = Fsck.check(device);
        FsckReport now = before;
        for (int pass = 0; pass < MOST_PASSES && !now.isClean(); pass++) {
            superblock.repair(device);
            new RepairRun(device, superblock, progress).pass(pass > 0);
            superblock = Superblock.read(device);
            now = Fsck.check(device);
        }
        return before;
    }

    /** @param again whether an earlier pass has left problems: then they are those of snapshots */
    private void pass(boolean again) {
        dropCheckpoint();
        Journal.Pending pending = readJournal();
        SalvagedInodes salvaged = new SalvagedInodes(device, superblock, pending, progress);
        salvaged.repairTable();
        Scan scan = new Scan(device, superblock, false, problem -> {});
        scan.run();
        salvaged.readLogs(scan.commits);
        if (!salvaged.isSnapshotLogSound()) {
            return;
        }
        salvaged.rememberEpochs();
        SalvagedTree tree = new SalvagedTree(superblock.geometry, salvaged);
        tree.connect();
        write(salvaged, scan, again);
    }

    /** What a checkpoint says of blocks and inodes will not be so any more. */
    private void dropCheckpoint() {
        if (superblock.number(Layout.Superblock.CHECKPOINT) != 0) {
            superblock.update(device, Layout.Superblock.CHECKPOINT, 0);
        }
    }

    /** The newest record; a journal that cannot be read is made empty. */
    private Journal.Pending readJournal() {
        try {
            return Journal.read(device, superblock.geometry);
        } catch (CorruptFileSystemException | MediaErrorException e) {
            Poison.clear(device, Layout.JOURNAL_PAGE * Pmem.PAGE, 2L * Layout.Slot.STRUCT.length());
            return Journal.Pending.NONE;
        }
    }

    private void write(SalvagedInodes salvaged, Scan scan, boolean again) {
        Volume volume = new Volume(device, superblock, scan, MountOptions.defaults(), null);
        if (again || !salvaged.changed().isEmpty() || !salvaged.givenUp().isEmpty()) {
            deleteSnapshots(volume);
        }
        Transaction transaction = new Transaction(volume);
        for (Inode inode : salvaged.changed()) {
            inode.log.forgetPages();
            LogCompactor.compact(inode, transaction);
        }
        for (long ino : salvaged.givenUp()) {
            volume.table.commitTail(ino, TailWord.FREE);
        }
        salvaged.rewriteBadblocks(volume);
    }

    /** What files were like in the past cannot be told from logs that are not whole. */
    private static void deleteSnapshots(Volume volume) {
        for (Snapshot snapshot : volume.snapshots.all()) {
            volume.snapshotLog.delete(snapshot);
            volume.snapshots.remove(snapshot.epoch());
        }
    }
}
