package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.InodeRecord.State;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.PmemDevice;

/**
 * Brings inodes from the media into DRAM: the identity from the inode table, all else from the log. The scan of a mount
 * does so with every inode, and marks what it finds in use; later each inode is loaded when it is first asked for.
 * Used by one thread at a time.
 */
final class InodeLoader {
    private final PmemDevice device;
    private final Geometry geometry;
    private final Commits commits;
    private final Allocator allocator;
    private final Journal.Pending pending;
    private final boolean repairs;
    private final InodeTable table;
    private final InodeRecord record = new InodeRecord();
    private final LogReader reader;
    private final Superblock superblock;
    private LogReplay replay;
    private long upTo = Long.MAX_VALUE;
    /** Closed while an inode of a snapshot is read, whose log the live file system may write anew at any time. */
    private @Nullable FreezeGate gate;

    /**
     * @param pending what the journal has committed, as long as it need not have reached the table
     * @param repairs whether a damaged copy of an inode is written anew
     * @param marker is told the pages of the logs
     */
    private InodeLoader(
            PmemDevice device,
            Superblock superblock,
            Commits commits,
            Journal.Pending pending,
            boolean repairs,
            LogReader.PageMarker marker) {
        this.device = device;
        this.geometry = superblock.geometry;
        this.superblock = superblock;
        this.commits = commits;
        this.allocator = commits.allocator();
        this.pending = pending;
        this.repairs = repairs;
        this.table = new InodeTable(device, geometry);
        this.reader = new LogReader(device, geometry, marker);
        this.replay = new LogReplay(geometry, superblock.incompatible());
    }

    /** A loader that marks the pages of the logs as in use, each of them once. */
    static InodeLoader forScan(PmemDevice device, Superblock superblock, Commits commits, Journal.Pending pending) {
        return new InodeLoader(device, superblock, commits, pending, false, commits.allocator()::mark);
    }

    /** A loader for logs that may be damaged; {@code marker} refuses pages that another log has. */
    static InodeLoader forRepair(
            PmemDevice device,
            Superblock superblock,
            Commits commits,
            Journal.Pending pending,
            LogReader.PageMarker marker) {
        return new InodeLoader(device, superblock, commits, pending, false, marker);
    }

    /** A loader for inodes whose blocks the allocator knows. */
    static InodeLoader forUse(
            PmemDevice device, Superblock superblock, Commits commits, Journal.Pending pending, boolean repairs) {
        return new InodeLoader(device, superblock, commits, pending, repairs, page -> {
            requireUsed(commits.allocator(), page);
            return true;
        });
    }

    /** Leaves out what came after an epoch, and inodes that did. */
    InodeLoader upTo(long epoch) {
        upTo = epoch;
        replay.upTo(epoch);
        return this;
    }

    /** Refuses entries of epochs that have not begun. */
    InodeLoader noLaterThan(long epochOfNow) {
        replay.noLaterThan(epochOfNow);
        return this;
    }

    /** Tells which blocks files have lost. */
    InodeLoader tellDeaths(@Nullable Deaths deaths) {
        replay.tellDeaths(deaths);
        return this;
    }

    /** A loader of what a snapshot shows. Nothing changes while it reads. */
    static InodeLoader forSnapshot(Volume live, Commits commits, long epoch) {
        InodeLoader loader =
                new InodeLoader(live.media, live.superblock, commits, Journal.Pending.NONE, false, page -> true);
        loader.gate = live.gate;
        return loader.upTo(epoch);
    }

    /** What the logs said that were read so far. */
    LogReplay replayed() {
        return replay;
    }

    /** Loads an inode that is in use; one whose log is lost has its damage set. */
    Inode load(long ino) {
        Inode inode = identify(ino);
        if (inode == null) {
            throw new CorruptFileSystemException(
                    "inode[" + ino + "]",
                    "log_tail",
                    geometry.inodeOffset(ino) + Layout.Inode.LOG_TAIL,
                    "0, which makes it free; but it is in use");
        }
        if (inode.damage == null) {
            replay(inode);
        }
        return inode;
    }

    /** As {@link #load}, and makes sure that the allocator knows the inode's blocks. */
    Inode loadForUse(long ino) {
        if (gate == null) {
            return loadUsed(ino);
        }
        gate.standStill();
        try {
            return loadUsed(ino);
        } finally {
            gate.moveOn();
        }
    }

    private Inode loadUsed(long ino) {
        replay = new LogReplay(geometry, superblock.incompatible()); // there may be more features by now
        replay.upTo(upTo);
        if ((superblock.incompatible() & Layout.Superblock.FEATURE_SNAPSHOTS) == 0) {
            replay.noLaterThan(superblock.epoch());
        }
        Inode inode = load(ino);
        if (record.needsRepair() && repairs) {
            table.repair(ino, record);
            device.fence();
        }
        if (inode.nlink > 0 && gate == null) {
            requireDataUsed(inode);
        }
        return inode;
    }

    private void requireDataUsed(Inode inode) {
        inode.forEachRun((page, word, count) -> {
            for (long block = PageWord.block(word); block < PageWord.block(word) + count; block++) {
                requireUsed(allocator, block);
            }
        });
    }

    private static void requireUsed(Allocator allocator, long block) {
        if (!allocator.isUsed(block)) {
            throw new CorruptFileSystemException(
                    "checkpoint[0]", "blocks", block * 4096, "block " + block + " is free there, but an inode has it");
        }
    }

    /** An inode as the table describes it, or null if it is free; its log is still to be read. */
    @Nullable
    Inode identify(long ino) {
        table.load(ino, pending, record);
        if (record.state == State.LOST) {
            return lost(commits, ino);
        }
        boolean isThere = record.state == State.IN_USE && record.epoch <= upTo;
        return isThere ? identified(commits, ino, record) : null;
    }

    /** An inode as the table describes it; its log is still to be read. */
    static Inode identified(Commits commits, long ino, InodeRecord record) {
        Inode inode = new Inode(ino, new InodeLog(commits.device(), commits.allocator(), ino), record.type);
        inode.generation = record.generation;
        inode.born = record.epoch;
        inode.birthTime = record.birthTime;
        inode.log.adoptTail(record.tail);
        return inode;
    }

    /** Stands in for an inode of which neither copy can be read. */
    static Inode lost(Commits commits, long ino) {
        FileType type = ino == Layout.ROOT_INO ? FileType.DIRECTORY : FileType.REGULAR;
        Inode inode = new Inode(ino, new InodeLog(commits.device(), commits.allocator(), ino), type);
        inode.damage = new IllegalStateException("both copies of the inode are poisoned");
        return inode;
    }

    /** Reads the log of an inode; if that is lost, the inode's damage says so. */
    void replay(Inode inode) {
        if (inode.born > replay.latest()) {
            throw new CorruptFileSystemException(
                    "inode[" + inode.ino + "]",
                    "epoch",
                    geometry.inodeOffset(inode.ino) + Layout.Inode.EPOCH,
                    "%d, not 0 to %d".formatted(inode.born, replay.latest()));
        }
        try {
            reader.read(inode, replay);
        } catch (MediaErrorException e) {
            inode.damage = e;
            return;
        }
        replay.finish(inode);
        if (inode.type == FileType.SYMLINK && (inode.pages.get(0) == 0 || inode.size > Symlinks.MAX_LENGTH)) {
            throw new CorruptFileSystemException(
                    "inode[" + inode.ino + "]", "log_tail", geometry.inodeOffset(inode.ino), "a link without a target");
        }
    }
}
