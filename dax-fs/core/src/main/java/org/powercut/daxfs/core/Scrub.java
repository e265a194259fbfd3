package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.ScrubReport;
import org.powercut.daxfs.core.InodeRecord.Repair;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Reads everything that is in use, beside other operations: both copies of each replicated struct, the journal, and every
 * block that the allocator has given out, whoever owns it. Poison that nobody had read yet gets listed. A bad copy is
 * written anew from the good one, a log from what it made in DRAM, and the journal, whose records count at a mount only,
 * from nothing.
 */
final class Scrub {
    private static final int PAGES_AT_ONCE = 16;

    private final DaxFs fs;
    private final Volume volume;
    private final PmemDevice device;
    private final Progress progress;
    private final InodeTable table;
    private final InodeRecord record = new InodeRecord();
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[PAGES_AT_ONCE * Pmem.PAGE]);
    private final List<String> repaired = new ArrayList<>();
    private final Set<Long> poisonedPages = new HashSet<>();
    private final long total;
    private long done;

    Scrub(DaxFs fs, Progress progress) {
        this.fs = fs;
        this.volume = fs.volume;
        this.device = volume.media;
        this.progress = progress;
        this.table = new InodeTable(device, volume.geometry);
        this.total = metadataBytes() + volume.allocator.used() * Pmem.PAGE;
    }

    private long metadataBytes() {
        return 2L * (Layout.Superblock.STRUCT.length() + (endOfTable() - Layout.ROOT_INO) * Layout.Inode.USED)
                + Pmem.PAGE;
    }

    /** A mount looks at the first inode that was never used, too; up to the end of its page, they are zero. */
    private long endOfTable() {
        long end = volume.inodes.end() + 1;
        return Math.min(volume.geometry.inodes, Pmem.ceil(end, Geometry.INODES_PER_PAGE));
    }

    /** Does all of it. The caller holds no lock. */
    ScrubReport run() {
        fs.repairing(this::scrubSuperblocks);
        fs.repairing(this::scrubJournal);
        for (long ino = Layout.ROOT_INO; ino < endOfTable(); ino++) {
            scrubInode(ino);
        }
        scrubBlocks();
        if (!poisonedPages.isEmpty() && !volume.isReadOnly()) {
            rewriteLogs();
        }
        List<FileMediaError> misfits = new ChecksumScrub(fs, repaired).run();
        List<FileMediaError> errors = fs.mediaErrors();
        if (!volume.isReadOnly()) {
            fs.repairing(volume.shutdownGuard::scrubbed);
        }
        return new ScrubReport(done, errors, repaired, misfits);
    }

    private void advance(long bytes) {
        done += bytes;
        progress.at(done, Math.max(done, total));
    }

    // replicated structs

    private void scrubSuperblocks() {
        try {
            synchronized (volume.superblock) {
                Superblock read = Superblock.read(device);
                if (!volume.isReadOnly()) {
                    read.repair(device);
                    noteIf(read.primaryDamaged, "superblock[0]");
                    noteIf(read.replicaDamaged, "superblock[1]");
                }
            }
        } catch (CorruptFileSystemException e) {
            volume.turnReadOnly(e.offset(), Pmem.SECTOR, "the superblock is lost in both copies: " + e.getMessage());
        }
        advance(2L * Layout.Superblock.STRUCT.length());
    }

    private void scrubJournal() {
        long start = Layout.JOURNAL_PAGE * Pmem.PAGE;
        if (!isReadable(start, 2L * Layout.Slot.STRUCT.length()) && !volume.isReadOnly()) {
            volume.journal.discard();
            repaired.add("journal[0]");
        }
        advance(Pmem.PAGE);
    }

    private void scrubInode(long ino) {
        fs.repairing(() -> {
            Inode inode = volume.inodes.get(ino);
            if (ino == Layout.BADBLOCK_INO || ino == Layout.BADBLOCK_REPLICA_INO) {
                volume.badblocks.exclusively(() -> compareCopies(ino, inode));
            } else if (inode == null) {
                compareCopies(ino, null);
            } else {
                long stamp = inode.lock.writeLock();
                try {
                    compareCopies(ino, inode);
                } finally {
                    inode.lock.unlockWrite(stamp);
                }
            }
        });
        advance(2L * Layout.Inode.USED);
    }

    /** Nobody changes the inode meanwhile. */
    private void compareCopies(long ino, @Nullable Inode inode) {
        if (inode != null && inode.damage != null) {
            return; // known since the mount
        }
        try {
            synchronized (volume.journal) {
                table.load(ino, Journal.Pending.NONE, record);
                if (record.needsRepair() && !volume.isReadOnly()) {
                    repairCopies(ino);
                }
            }
            if (record.state == InodeRecord.State.LOST) {
                lost(ino, "both copies of inode " + ino + " are poisoned");
            }
        } catch (CorruptFileSystemException e) {
            lost(ino, String.valueOf(e.getMessage()));
        }
    }

    private void repairCopies(long ino) {
        table.repair(ino, record);
        fenceCopies();
        noteIf(record.primary != Repair.NONE, "inode[" + ino + "]");
        noteIf(record.replica != Repair.NONE, "inode_replica[" + ino + "]");
    }

    /** A repaired copy is durable before the good one may change. */
    private void fenceCopies() {
        device.fence();
    }

    private void lost(long ino, String what) {
        volume.turnReadOnly(volume.geometry.inodeOffset(ino), Layout.Inode.STRUCT.length(), what);
    }

    private void noteIf(boolean wasRepaired, String name) {
        if (wasRepaired) {
            repaired.add(name);
        }
    }

    // blocks

    /** Loads need no lock: what they return is thrown away. */
    private void scrubBlocks() {
        long block = volume.geometry.dataStart;
        while (block < volume.geometry.dataEnd) {
            int count = 0;
            while (count < PAGES_AT_ONCE && volume.allocator.isUsed(block + count)) {
                count++;
            }
            if (count > 0) {
                scrubRun(block, count);
                advance((long) count * Pmem.PAGE);
            }
            block += Math.max(1, count);
        }
    }

    private void scrubRun(long block, int count) {
        if (isReadable(block * Pmem.PAGE, (long) count * Pmem.PAGE)) {
            return;
        }
        for (long sector = block * Pmem.PAGE; sector < (block + count) * Pmem.PAGE; sector += Pmem.SECTOR) {
            if (!isReadable(sector, Pmem.SECTOR)) {
                poisonedPages.add(sector / Pmem.PAGE);
            }
        }
    }

    private boolean isReadable(long offset, long length) {
        try {
            device.getBytes(offset, buffer, 0, length);
            return true;
        } catch (MediaErrorException e) {
            volume.badblocks.found(e);
            return false;
        }
    }

    // logs

    private void rewriteLogs() {
        for (long ino = Layout.ROOT_INO; ino < volume.inodes.end(); ino++) {
            if (ino == Layout.BADBLOCK_INO || ino == Layout.BADBLOCK_REPLICA_INO || ino == Layout.SNAPSHOT_INO) {
                continue;
            }
            long number = ino;
            fs.repairing(() -> {
                Inode inode = volume.inodes.get(number);
                if (inode != null && inode.damage == null) {
                    rewriteLogIfPoisoned(inode);
                }
            });
        }
        fs.repairing(() -> noteIf(
                volume.snapshotLog.rewriteIfIn(poisonedPages, volume.snapshots),
                "log[inode " + Layout.SNAPSHOT_INO + "]"));
        fs.repairing(
                () -> noteIf(volume.badblocks.rewriteLogIfIn(poisonedPages), "log[inode " + Layout.BADBLOCK_INO + "]"));
    }

    private void rewriteLogIfPoisoned(Inode inode) {
        long stamp = inode.lock.writeLock();
        try {
            if (inode.log.isIn(poisonedPages)) {
                LogCompactor.compact(inode, new Transaction(volume));
                repaired.add("log[inode " + inode.ino + "]");
            }
        } catch (NoSpaceException | MediaErrorException e) {
            volume.turnReadOnly(
                    inode.log.tail() * Pmem.LINE,
                    Pmem.SECTOR,
                    "the log of inode " + inode.ino + " is poisoned, and cannot be written anew: " + e.getMessage());
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }
}
