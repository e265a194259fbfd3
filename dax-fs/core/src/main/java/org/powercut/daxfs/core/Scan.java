package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.Deaths.Death;
import org.powercut.daxfs.core.DirectoryIndex.Named;
import org.powercut.daxfs.core.InodeRecord.Repair;
import org.powercut.daxfs.core.InodeRecord.State;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Rebuilds all that lives in DRAM from the media: inodes, their indexes, the allocator, the list of bad sectors. A mount
 * scans with recovery, which writes only where something needs it: words that the journal has committed, copies that
 * differ, orphans. fsck scans without, and collects problems instead of ending at the first. Where metadata is
 * poisoned and has no good copy, the scan goes on and says so in {@link #damage()}.
 */
final class Scan {
    /** The first inodes are in DRAM after the scan; of others it keeps a bit each. */
    private static final long RESIDENT = 256;

    /** From how many inodes on the scan takes several threads, and how many a thread takes at a time. */
    private static final long WORTH_THREADS = 2_048;

    private static final long PART = 512;

    private final PmemDevice device;
    private final Geometry geometry;
    private final boolean recover;
    private final Consumer<CorruptFileSystemException> problems;
    private final InodeRecord record = new InodeRecord();
    private final Superblock superblock;
    private final TreeFacts facts = new TreeFacts();
    private SectorSet badSectorsReplica = new SectorSet();
    private long lastTxid;
    private Journal.Pending pending = Journal.Pending.NONE;
    private int journalSequence;
    private boolean written;
    /** Orphans that were made by the operations of the journal's record. */
    private final List<Inode> createdOrphans = new ArrayList<>(0);

    private @Nullable String damage;

    final Commits commits;
    final Allocator allocator;
    final ShareCounts shares = new ShareCounts();
    final Inodes inodes;
    final InodeTable table;
    /** The sectors that are known to be bad. */
    SectorSet badSectors = new SectorSet();

    /** The snapshots that exist. */
    SnapshotList snapshots = new SnapshotList();

    /** Blocks that only snapshots hold. */
    final DeadBlocks deadBlocks = new DeadBlocks();

    /** Inodes without a name that snapshots show. */
    final List<Inode> nameless = new ArrayList<>();

    private final Queue<Death> deaths = new ConcurrentLinkedQueue<>();
    private long upTo = Long.MAX_VALUE;

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
        this.problems = problems;
        this.commits = commits;
        this.allocator = commits.allocator();
        this.superblock = superblock;
        this.table = new InodeTable(device, commits.device(), geometry);
        this.inodes = new Inodes(commits, table, geometry);
    }

    /** Why the file system cannot be written any more, or null. */
    @Nullable
    String damage() {
        return damage;
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
        loadInodes();
        inodes.loadWith(loaders(device, superblock, commits, recover ? Journal.Pending.NONE : pending, recover, upTo));
        readSnapshots();
        readLogs();
        chooseBadblockLog();
        adoptParents();
        if (damage == null) {
            checkLinks();
            checkReachable();
        }
        markDeadBlocks();
        shares.counted();
        allocator.settle();
        fenceRepairs();
    }

    private void fenceRepairs() {
        if (written) {
            device.fence();
        }
        if (!createdOrphans.isEmpty()) {
            freeCreatedOrphans();
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
            return taken && damage == null && readSystemInodes(checkpoint);
        } catch (CorruptFileSystemException | MediaErrorException e) {
            return false;
        } finally {
            fenceRepairs();
        }
    }

    private boolean readSystemInodes(CheckpointReader checkpoint) {
        inodes.loadWith(loaders(device, superblock, commits, Journal.Pending.NONE, recover, upTo));
        InodeLoader loader = InodeLoader.forUse(device, superblock, commits, pending, false);
        loadSystemInodes();
        boolean whole = damage == null;
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
        shares.counted();
        allocator.settle();
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

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (CorruptFileSystemException e) {
            problems.accept(e);
        }
    }

    private void damaged(String what) {
        if (damage == null) {
            damage = what + " is lost to a media error and has no good copy; the file system is read-only";
        }
    }

    private void readJournal() {
        attempt(() -> {
            try {
                pending = Journal.read(device, geometry);
                journalSequence = pending.sequence();
            } catch (MediaErrorException e) {
                Poison.list(device, e);
                damaged("the journal");
            }
        });
    }

    // inodes

    private void loadSystemInodes() {
        for (long ino = Layout.ROOT_INO; ino <= Layout.BADBLOCK_REPLICA_INO; ino++) {
            load(ino);
        }
        if (hasSnapshots()) {
            load(Layout.SNAPSHOT_INO);
        }
        if (inodes.get(Layout.ROOT_INO) == null) {
            problems.accept(new CorruptFileSystemException(
                    "inode[1]", "log_tail", geometry.inodeOffset(1) + Layout.Inode.LOG_TAIL, "no root directory"));
            inodes.register(inodes.create(Layout.ROOT_INO, FileType.DIRECTORY, 0));
            facts.add(Layout.ROOT_INO, FileType.DIRECTORY);
        }
    }

    private void loadInodes() {
        loadSystemInodes();
        for (long ino = Layout.FIRST_FILE_INO; ino < geometry.inodes; ino++) {
            if (!load(ino)) {
                return;
            }
        }
    }

    /** Loads an inode; false if it was never used. */
    private boolean load(long ino) {
        try {
            table.load(ino, pending, record);
        } catch (CorruptFileSystemException e) {
            problems.accept(e);
            return true;
        }
        if (record.needsRepair()) {
            repair(ino);
        }
        switch (record.state) {
            case NEVER_USED -> {}
            case FREE -> inodes.addFree(ino);
            case IN_USE -> {
                if (record.epoch > upTo) {
                    inodes.addFree(ino);
                    break;
                }
                facts.add(ino, record.type);
                if (ino < RESIDENT) {
                    inodes.register(InodeLoader.identified(commits, ino, record));
                } else {
                    inodes.addUsed(ino);
                }
            }
            case LOST -> {
                facts.addLost(ino);
                inodes.register(InodeLoader.lost(commits, ino));
                if (isForUsers(ino)) {
                    damaged("inode " + ino);
                }
            }
        }
        return record.state != State.NEVER_USED;
    }

    private void repair(long ino) {
        if (recover) {
            table.repair(ino, record);
            written = true;
        } else {
            reportCopy("inode[", ino, geometry.inodeOffset(ino), record.primary);
            reportCopy("inode_replica[", ino, geometry.replicaOffset(geometry.inodeOffset(ino)), record.replica);
        }
    }

    private void reportCopy(String name, long ino, long offset, Repair repair) {
        if (repair == Repair.WHOLE || repair == Repair.POISONED) {
            problems.accept(new CorruptFileSystemException(
                    name + ino + "]", "crc", offset, "this copy is damaged; the next mount repairs it from the other"));
        }
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
            attempt(() -> loader.replay(log));
            if (log.damage != null) {
                damaged("the log of snapshots");
            }
            snapshots = loader.replayed().snapshots;
        }
    }

    private void markSnapshotLog() {
        Inode log = inodes.resident(Layout.SNAPSHOT_INO);
        for (int page = 0; log != null && page < log.log.pageCount(); page++) {
            allocator.mark(log.log.page(page));
        }
    }

    /** The last step with blocks: what files have lost, and snapshots show, is in use. */
    private void markDeadBlocks() {
        for (Death death : deaths) {
            boolean[] again = {false};
            long block = PageWord.block(death.word());
            deadBlocks.add(block, 1, PageWord.epoch(death.word()), death.epoch(), known -> again[0] = true);
            boolean first = !again[0] && (!PageWord.isShared(death.word()) || shares.count(block));
            if (first && !allocator.mark(block)) {
                problems.accept(new CorruptFileSystemException(
                        "log", "block", block * Pmem.PAGE, "block " + block + " is in use twice, once by a snapshot"));
            }
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
                .tellDeaths(snapshots.isEmpty() ? null : new Deaths(snapshots, deaths));
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
            allocator.unmarkAll();
            shares.clear();
            deaths.clear();
            markSnapshotLog();
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
        attempt(() -> {
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
                problems.accept(e);
                whole = false;
            }
            if (inode.damage != null && isForUsers(inode.ino)) {
                damaged("the log of inode " + inode.ino);
            }
        }
        take(inode, problems);
        return whole && inode.damage == null;
    }

    /** Takes over what an inode says of others: names, links, and blocks. */
    private void take(Inode inode, Consumer<CorruptFileSystemException> complaints) {
        facts.setNlink(inode.ino, inode.nlink);
        if (inode.nlink == 0 && isPast()) {
            inode.forget(); // nobody can see it, and so its blocks were not kept
        } else if (inode.nlink == 0 && isForUsers(inode.ino) && Retention.isShown(snapshots, inode)) {
            new Deaths(snapshots, deaths).lostAll(inode);
        }
        if (inode.isDirectory()) {
            inode.names.forEach((name, named) -> {
                checkName(inode, name, named, complaints);
                connect(inode, name, named, complaints);
            });
        }
        markData(inode, complaints);
    }

    private void checkName(Inode directory, String name, Named named, Consumer<CorruptFileSystemException> complaints) {
        FileType type = facts.type(named.ino());
        boolean fits = facts.isLost(named.ino()) || type == named.type();
        if (!fits && damage == null) {
            complaints.accept(new CorruptFileSystemException(
                    "log[inode " + directory.ino + "]",
                    "ino",
                    directory.log.tail() * 64,
                    "the name '%s' is of a %s with inode %d, which is %s"
                            .formatted(name, named.type(), named.ino(), type == null ? "free" : "a " + type)));
        }
    }

    private void connect(Inode directory, String name, Named named, Consumer<CorruptFileSystemException> complaints) {
        facts.countLink(named.ino());
        if (facts.type(named.ino()) == FileType.DIRECTORY) {
            facts.countLink(directory.ino);
            if (!facts.setParent(named.ino(), directory.ino)) {
                complaints.accept(new CorruptFileSystemException(
                        "log[inode " + named.ino() + "]",
                        "nlink",
                        directory.log.tail() * 64,
                        "a directory with a second name, '" + name + "'"));
            }
        }
    }

    /** Either copy of the badblock log will do; the mount writes the other one anew. */
    private void chooseBadblockLog() {
        Inode first = inodes.resident(Layout.BADBLOCK_INO);
        Inode second = inodes.resident(Layout.BADBLOCK_REPLICA_INO);
        boolean firstLost = first != null && first.damage != null;
        boolean secondLost = second != null && second.damage != null;
        if (firstLost && secondLost) {
            damaged("the badblock log");
        }
        badSectors = firstLost ? badSectorsReplica : badSectors;
        lostBadblockLog = firstLost ? first : secondLost ? second : null;
    }

    // names and links

    private void adoptParents() {
        facts.parents().forEach((directory, parent) -> {
            Inode resident = inodes.resident(directory);
            if (resident == null) {
                inodes.setParent(directory, parent);
            } else {
                resident.parent = parent;
            }
        });
    }

    private void checkLinks() {
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            long number = ino;
            if (isForUsers(ino) && facts.isUsed(ino)) {
                attempt(() -> checkLinks(number));
            }
        }
    }

    private void checkLinks(long ino) {
        int nlink = facts.nlink(ino);
        int found = facts.foundLinks(ino);
        if (nlink != found) {
            throw corrupt(ino, "nlink", nlink + ", but there are " + found + " links");
        }
        if (found == 0) {
            reclaimOrphan(ino);
        }
    }

    /** A file that was unlinked while it was open: it goes when the journal has been recovered. */
    private void reclaimOrphan(long ino) {
        Inode orphan = Objects.requireNonNull(inodes.get(ino));
        if (!orphan.names.isEmpty()) {
            throw corrupt(ino, "nlink", "a directory without a name, but not empty");
        }
        if (Retention.isShown(snapshots, orphan)) {
            orphan.forget(); // its blocks are among the dead, as far as they count
            nameless.add(orphan);
        } else if (recover) {
            free(orphan);
            for (int i = 0; i < orphan.log.pageCount(); i++) {
                allocator.unmark(orphan.log.page(i));
            }
            unmarkData(orphan);
            inodes.remove(orphan);
        }
    }

    private void free(Inode orphan) {
        if (pending.creates(orphan.ino)) {
            createdOrphans.add(orphan);
        } else {
            table.storeTail(orphan.ino, TailWord.FREE);
            written = true;
        }
    }

    /** Ends the life of the journal's record, which would else bring orphans back whose blocks are in use by then. */
    private void freeCreatedOrphans() {
        new Journal(device, table, journalSequence).commit(new FreedInodes(createdOrphans));
        journalSequence++;
    }

    private void checkReachable() {
        long directories = facts.directories();
        long reached = facts.reached();
        if (reached != directories) {
            problems.accept(corrupt(
                    Layout.ROOT_INO,
                    "nlink",
                    "of " + directories + " directories, " + reached + " can be reached from the root"));
        }
    }

    // space

    private void markData(Inode inode, Consumer<CorruptFileSystemException> complaints) {
        if (inode.pages.size() > 0 || inode.xattrs != null) {
            inode.forEachRun((page, word, count) -> markRun(inode, page, word, count, complaints));
        }
    }

    /** A block that all of its owners say is shared is in use once for all of them. */
    private void markRun(
            Inode inode, long page, long word, long count, Consumer<CorruptFileSystemException> complaints) {
        long block = PageWord.block(word);
        boolean shared = PageWord.isShared(word);
        if (isPast() && PageWord.isUnwritten(word)) {
            return; // reads as zeros whatever the blocks hold, and so they were not kept
        }
        for (long i = 0; i < count; i++) {
            boolean first = !shared || shares.count(block + i);
            if (first && !allocator.mark(block + i)) {
                complaints.accept(new CorruptFileSystemException(
                        "log[inode " + inode.ino + "]",
                        "block",
                        (inode.log.tail() - 1) * 64,
                        (page < 0 ? "an attribute" : "page " + (page + i)) + " lies at block " + (block + i)
                                + ", which is in use twice"));
            }
        }
    }

    private void unmarkData(Inode orphan) {
        orphan.forEachRun((page, word, count) -> {
            for (long block = PageWord.block(word); block < PageWord.block(word) + count; block++) {
                if (!PageWord.isShared(word) || shares.release(block)) {
                    allocator.unmark(block);
                }
            }
        });
    }

    private static boolean isForUsers(long ino) {
        return ino >= Layout.FIRST_FILE_INO || ino == Layout.ROOT_INO;
    }

    private CorruptFileSystemException corrupt(long ino, String field, String detail) {
        Inode inode = inodes.get(ino);
        long tail = inode == null || inode.log.tail() == 0 ? 1 : inode.log.tail();
        return new CorruptFileSystemException("log[inode " + ino + "]", field, (tail - 1) * 64, detail);
    }
}
