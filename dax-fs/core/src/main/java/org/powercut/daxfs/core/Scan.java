package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.PmemDevice;

/**
 * Rebuilds all that lives in DRAM from the media: inodes, their indexes, the allocator, the list of bad sectors. A mount
 * scans with recovery, which writes only where something needs it: words that the journal has committed, copies that
 * differ, orphans. fsck scans without, and collects problems instead of ending at the first. Where metadata is
 * poisoned and has no good copy, the scan goes on and says so in {@link #damage()}.
 */
final class Scan {
    /** The first inodes are in DRAM after the scan; of others it keeps a bit each. */
    static final long RESIDENT = 256;

    /** From how many inodes on the scan takes several threads, and how many a thread takes at a time. */
    private static final long WORTH_THREADS = 2_048;

    private static final long PART = 512;

    private final PmemDevice device;
    private final Geometry geometry;
    private final boolean recover;
    private final Superblock superblock;
    private final ScanReport report;
    private final TreeFacts facts = new TreeFacts();
    private final TableScan tableScan;
    private final LinkCheck links;
    private final UsedBlocks blocks;
    private SectorSet badSectorsReplica = new SectorSet();
    private long lastTxid;
    private Journal.Pending pending = Journal.Pending.NONE;
    private int journalSequence;
    private long upTo = Long.MAX_VALUE;

    final Commits commits;
    final Allocator allocator;
    final ShareCounts shares;
    final Inodes inodes;
    final InodeTable table;
    /** The sectors that are known to be bad. */
    SectorSet badSectors = new SectorSet();

    /** The snapshots that exist. */
    SnapshotList snapshots = new SnapshotList();

    /** Blocks that only snapshots hold. */
    final DeadBlocks deadBlocks;

    /** Inodes without a name that snapshots show. */
    final List<Inode> nameless = new ArrayList<>();

    private long latestEpoch = PageWord.MAX_EPOCH;

    /** Which copy of the badblock log cannot be read and must be written anew, if one. */
    @Nullable
    Inode lostBadblockLog;

    /**
     * @param recover whether to write what recovery must write
     * @param problems is told what is corrupt; when it returns, the scan goes on as far as it can
     */
    Scan(PmemDevice device, Superblock superblock, boolean recover, Consumer<CorruptFileSystemException> problems) {
        this(device, superblock, new StrongCommits(device, superblock.geometry), recover, problems);
    }

    /** @param commits what the inodes that are found will be changed through */
    Scan(
            PmemDevice device,
            Superblock superblock,
            Commits commits,
            boolean recover,
            Consumer<CorruptFileSystemException> problems) {
        this.device = device;
        this.geometry = superblock.geometry;
        this.recover = recover;
        this.report = new ScanReport(problems);
        this.commits = commits;
        this.allocator = commits.allocator();
        this.superblock = superblock;
        this.table = new InodeTable(device, commits.device(), geometry);
        this.inodes = new Inodes(commits, table, geometry);
        this.tableScan = new TableScan(commits, geometry, table, inodes, facts, report, recover);
        this.links = new LinkCheck(inodes, facts, report);
        this.blocks = new UsedBlocks(allocator, report);
        this.shares = blocks.shares;
        this.deadBlocks = blocks.dead;
    }

    /** Why the file system cannot be written any more, or null. */
    @Nullable
    String damage() {
        return report.damage();
    }

    int journalSequence() {
        return journalSequence;
    }

    long lastTxid() {
        return lastTxid;
    }

    /** Leaves out what came after an epoch: the scan shows what a snapshot shows. */
    Scan upTo(long epoch) {
        upTo = epoch;
        return this;
    }

    void run() {
        readJournal();
        tableScan.load(pending, upTo, hasSnapshots());
        inodes.loadWith(loaders(device, superblock, commits, recover ? Journal.Pending.NONE : pending, recover, upTo));
        readSnapshots();
        readLogs();
        chooseBadblockLog();
        links.adoptParents();
        Orphans orphans = new Orphans(table, inodes, blocks, snapshots, nameless, pending, recover);
        if (!report.isDamaged()) {
            links.checkLinks(orphans);
            links.checkReachable();
        }
        blocks.markDead();
        blocks.settle();
        fenceRepairs(orphans.hasWritten());
        freeCreated(orphans);
    }

    private void fenceRepairs(boolean alsoOrphans) {
        if (tableScan.hasWritten() || alsoOrphans) {
            device.fence();
        }
    }

    /** Ends the life of the journal's record, which would else bring orphans back whose blocks are in use by then. */
    private void freeCreated(Orphans orphans) {
        if (!orphans.created().isEmpty()) {
            new Journal(device, table, journalSequence).commit(new FreedInodes(orphans.created()));
            journalSequence++;
        }
    }

    /**
     * Takes over a checkpoint instead of reading all logs.
     *
     * @return false if there is none, or one that does not belong to the rest: then nothing that is here counts
     */
    boolean runFromCheckpoint() {
        CheckpointReader checkpoint = CheckpointReader.open(device, superblock);
        if (checkpoint == null) {
            return false;
        }
        try {
            readJournal();
            boolean taken =
                    checkpoint.journalSequence() == pending.sequence() && checkpoint.readInto(allocator, inodes);
            return taken && !report.isDamaged() && readSystemInodes(checkpoint);
        } catch (CorruptFileSystemException | MediaErrorException e) {
            return false;
        } finally {
            fenceRepairs(false);
        }
    }

    private boolean readSystemInodes(CheckpointReader checkpoint) {
        inodes.loadWith(loaders(device, superblock, commits, Journal.Pending.NONE, recover, upTo));
        InodeLoader loader = InodeLoader.forUse(device, superblock, commits, pending, false);
        tableScan.loadSystemInodes(pending, upTo, hasSnapshots());
        boolean whole = !report.isDamaged();
        for (long ino = Layout.ROOT_INO; ino < Layout.FIRST_FILE_INO; ino++) {
            Inode inode = inodes.resident(ino);
            if (inode != null && inode.damage == null) {
                loader.replay(inode);
            }
            whole &= inode == null || inode.damage == null;
        }
        badSectors = loader.replayed().badSectors;
        badSectorsReplica = loader.replayed().badSectorsReplica;
        lastTxid = checkpoint.lastTxid();
        inodes.proveParentsLater();
        blocks.settle();
        return whole;
    }

    /** Does not hold on to the scan, and what it knew. */
    private static Supplier<InodeLoader> loaders(
            PmemDevice device,
            Superblock superblock,
            Commits commits,
            Journal.Pending pending,
            boolean repairs,
            long upTo) {
        return () -> InodeLoader.forUse(device, superblock, commits, pending, repairs)
                .upTo(upTo);
    }

    private void readJournal() {
        report.attempt(() -> {
            try {
                pending = Journal.read(device, geometry);
                journalSequence = pending.sequence();
            } catch (MediaErrorException e) {
                Poison.list(device, e);
                report.damaged("the journal");
            }
        });
    }

    // snapshots

    /** Whether the scan shows what a snapshot shows. */
    private boolean isPast() {
        return upTo != Long.MAX_VALUE;
    }

    private boolean hasSnapshots() {
        return (superblock.incompatible() & Layout.Superblock.FEATURE_SNAPSHOTS) != 0 && !isPast();
    }

    /** Comes before the other logs, since what those say is lost may be kept. */
    private void readSnapshots() {
        Inode log = hasSnapshots() ? inodes.resident(Layout.SNAPSHOT_INO) : null;
        if (log != null) {
            InodeLoader loader = newLoader();
            SnapshotList found = loader.replayed().snapshots;
            report.attempt(() -> {
                loader.replay(log);
                latestEpoch = log.damage == null ? found.epochOfNow(superblock.epoch()) : latestEpoch;
            });
            if (log.damage != null) {
                report.damaged("the log of snapshots");
            }
            snapshots = found;
        } else if (!isPast()) {
            latestEpoch = superblock.epoch();
        }
    }

    // logs

    private void readLogs() {
        facts.beginCounting(inodes.end());
        InodeLoader loader = newLoader();
        boolean readInParallel = inodes.end() - RESIDENT > WORTH_THREADS && readLogsInParallel();
        long end = readInParallel ? RESIDENT : inodes.end();
        for (long ino = Layout.ROOT_INO; ino < end; ino++) {
            Inode inode = inodes.resident(ino);
            if (ino == Layout.SNAPSHOT_INO) {
                continue;
            }
            if (inode != null) {
                readLog(inode, loader);
            } else if (inodes.isUsed(ino)) {
                readLogOfAbsent(ino, loader);
            }
        }
        LogReplay replay = loader.replayed();
        lastTxid = Math.max(lastTxid, replay.lastTxid());
        badSectors = replay.badSectors;
        badSectorsReplica = replay.badSectorsReplica;
    }

    private InodeLoader newLoader() {
        return InodeLoader.forScan(device, superblock, commits, pending)
                .upTo(upTo)
                .noLaterThan(latestEpoch)
                .tellDeaths(snapshots.isEmpty() ? null : blocks.deaths(snapshots));
    }

    /**
     * Reads the logs of all inodes that are not kept in DRAM, by as many threads as there are processors. Where anything
     * is wrong, all of it is read again by one thread, so that what is found does not depend on chance.
     *
     * @return whether nothing is wrong
     */
    private boolean readLogsInParallel() {
        AtomicBoolean wrong = new AtomicBoolean();
        AtomicLong greatestTxid = new AtomicLong();
        int parts = Math.toIntExact((inodes.end() - RESIDENT + PART - 1) / PART);
        IntStream.range(0, parts).parallel().forEach(part -> {
            InodeLoader loader = newLoader();
            long start = RESIDENT + (long) part * PART;
            try {
                for (long ino = start; ino < Math.min(start + PART, inodes.end()) && !wrong.get(); ino++) {
                    if (inodes.isUsed(ino) && !isFoundWhole(loader, ino)) {
                        wrong.set(true);
                    }
                }
            } catch (CorruptFileSystemException e) {
                wrong.set(true);
            }
            greatestTxid.accumulateAndGet(loader.replayed().lastTxid(), Math::max);
        });
        if (wrong.get()) {
            blocks.unmarkAll();
            Inode snapshotLog = inodes.resident(Layout.SNAPSHOT_INO);
            if (snapshotLog != null) {
                blocks.markLog(snapshotLog);
            }
            facts.beginCounting(inodes.end());
            return false;
        }
        lastTxid = greatestTxid.get();
        return true;
    }

    private boolean isFoundWhole(InodeLoader loader, long ino) {
        Inode inode = loader.load(ino);
        take(inode, problem -> {
            throw problem;
        });
        return inode.damage == null;
    }

    private void readLogOfAbsent(long ino, InodeLoader loader) {
        report.attempt(() -> {
            Inode inode = loader.identify(ino);
            if (inode != null && !readLog(inode, loader)) {
                inodes.register(inode);
            }
        });
    }

    /** Returns whether all is well. */
    private boolean readLog(Inode inode, InodeLoader loader) {
        boolean whole = true;
        if (inode.damage == null) {
            try {
                loader.replay(inode);
            } catch (CorruptFileSystemException e) {
                report.problem(e);
                whole = false;
            }
            if (inode.damage != null && isForUsers(inode.ino)) {
                report.damaged("the log of inode " + inode.ino);
            }
        }
        take(inode, report::problem);
        return whole && inode.damage == null;
    }

    /** Takes over what an inode says of others: names, links, and blocks. */
    private void take(Inode inode, Consumer<CorruptFileSystemException> complaints) {
        if (inode.nlink == 0 && isPast()) {
            inode.forget(); // nobody can see it, and so its blocks were not kept
        } else if (inode.nlink == 0 && isForUsers(inode.ino) && Retention.isShown(snapshots, inode)) {
            blocks.deaths(snapshots).lostAll(inode);
        }
        links.collect(inode, complaints);
        blocks.mark(inode, !isPast(), complaints);
    }

    /** Either copy of the badblock log will do; the mount writes the other one anew. */
    private void chooseBadblockLog() {
        Inode first = inodes.resident(Layout.BADBLOCK_INO);
        Inode second = inodes.resident(Layout.BADBLOCK_REPLICA_INO);
        boolean firstLost = first != null && first.damage != null;
        boolean secondLost = second != null && second.damage != null;
        if (firstLost && secondLost) {
            report.damaged("the badblock log");
        }
        badSectors = firstLost ? badSectorsReplica : badSectors;
        lostBadblockLog = firstLost ? first : secondLost ? second : null;
    }

    /** Whether an inode is the root, a file, or a directory of users. */
    static boolean isForUsers(long ino) {
        return ino >= Layout.FIRST_FILE_INO || ino == Layout.ROOT_INO;
    }

    /** A problem with what the log of an inode says. */
    static CorruptFileSystemException corrupt(Inodes inodes, long ino, String field, String detail) {
        Inode inode = inodes.get(ino);
        long tail = inode == null || inode.log.tail() == 0 ? 1 : inode.log.tail();
        return new CorruptFileSystemException("log[inode " + ino + "]", field, (tail - 1) * 64, detail);
    }
}
