package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.core.InodeRecord.State;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The inodes of a damaged file system, as far as they can be made out: each with the state that the sound part of its log
 * gives. Knows which of them the media do not say so of (changed), and which hold nothing any more (given up).
 */
final class SalvagedInodes {
    private static final int PER_SECTOR = Pmem.SECTOR / Layout.Inode.STRUCT.length();

    private final PmemDevice device;
    private final Superblock superblock;
    private final Geometry geometry;
    private Journal.Pending pending;
    private final Progress progress;
    private final InodeTable table;
    private final InodeRecord record = new InodeRecord();
    private final SortedSet<Long> used = new TreeSet<>();
    private final SortedMap<Long, Inode> inodes = new TreeMap<>();
    private final SortedSet<Long> changed = new TreeSet<>();
    private final SortedSet<Long> givenUp = new TreeSet<>();
    private final Set<Long> logPages = new HashSet<>();
    private long end = Layout.FIRST_FILE_INO;
    /** The logs of the list of bad sectors, and which of them are sound. */
    private final SortedMap<Long, Inode> badblockLogs = new TreeMap<>();

    private final Set<Long> soundBadblockLogs = new HashSet<>();
    /** The inodes of the file system's own that have a log. */
    private final List<Inode> systemLogs = new ArrayList<>();

    private SectorSet badSectors = new SectorSet();
    private boolean snapshotLogSound = true;
    private long greatestEpoch;
    private SnapshotList snapshots = new SnapshotList();

    SalvagedInodes(PmemDevice device, Superblock superblock, Journal.Pending pending, Progress progress) {
        this.device = device;
        this.superblock = superblock;
        this.geometry = superblock.geometry;
        this.pending = pending;
        this.progress = progress;
        this.table = new InodeTable(device, geometry);
    }

    // the table

    /** Makes both copies of each inode whole, from the good one; an inode without a good copy becomes free. Durable. */
    void repairTable() {
        for (long ino = Layout.ROOT_INO; ino < geometry.inodes; ino++) {
            if (!repairInode(ino) && ino >= Layout.FIRST_FILE_INO) {
                break;
            }
            end = Math.max(end, ino + 1);
        }
        if (!used.contains(Layout.ROOT_INO)) {
            makeRoot();
        }
        device.fence();
        endRecord();
        if (used.contains(Layout.SNAPSHOT_INO)) {
            new Features(device, superblock).require(Layout.Superblock.FEATURE_SNAPSHOTS);
        }
    }

    /** The journal's record is in the table, and must not bring back what becomes free from here on. */
    private void endRecord() {
        if (pending.entries().length > 0) {
            long rootTail = device.getLong(geometry.inodeOffset(Layout.ROOT_INO) + Layout.Inode.LOG_TAIL);
            new Journal(device, table, pending.sequence()).commit(new NoChange(Layout.ROOT_INO, rootTail));
            pending = Journal.Pending.NONE;
        }
    }

    /** Returns false if the inode was never used. */
    private boolean repairInode(long ino) {
        try {
            table.load(ino, pending, record);
        } catch (CorruptFileSystemException e) {
            if (!replicaIsSound(ino)) {
                makeFree(ino);
                return true;
            }
        }
        if (record.state == State.LOST) {
            replaceLostSector(ino);
        } else if (record.needsRepair()) {
            table.repair(ino, record);
        }
        if (record.state == State.IN_USE && (ino != Layout.ROOT_INO || record.type == FileType.DIRECTORY)) {
            used.add(ino);
        }
        return record.state != State.NEVER_USED;
    }

    /** Whether the inode can be loaded when its primary copy, which says what cannot be, does not count. */
    private boolean replicaIsSound(long ino) {
        device.putInt(geometry.inodeOffset(ino) + Layout.Inode.MAGIC, 0);
        try {
            table.load(ino, pending, record);
            return record.state == State.IN_USE;
        } catch (CorruptFileSystemException e) {
            return false;
        }
    }

    /** Both copies of the sector are poisoned, and with them those of all inodes in it. */
    private void replaceLostSector(long ino) {
        long first = ino - ino % PER_SECTOR;
        long offset = geometry.inodeOffset(first);
        Poison.clear(device, offset, Pmem.SECTOR);
        Poison.clear(device, geometry.replicaOffset(offset), Pmem.SECTOR);
        for (long other = Math.max(first, Layout.ROOT_INO); other < first + PER_SECTOR; other++) {
            makeFree(other);
        }
    }

    private void makeFree(long ino) {
        table.storeTail(ino, TailWord.FREE);
        table.initialise(ino, FileType.REGULAR, 1, superblock.epoch(), 0, false);
    }

    private void makeRoot() {
        table.storeTail(Layout.ROOT_INO, TailWord.FREE);
        table.initialise(Layout.ROOT_INO, FileType.DIRECTORY, 1, superblock.epoch(), 0, false);
    }

    // the logs

    /** Reads every log as far as it goes. */
    void readLogs(Commits commits) {
        InodeLoader loader = InodeLoader.forRepair(device, superblock, commits, pending, logPages::add);
        for (long ino : inOrderOfTrust()) {
            Inode inode = loader.identify(ino);
            if (inode != null) {
                boolean whole = read(loader, inode);
                if (ino == Layout.BADBLOCK_INO || ino == Layout.BADBLOCK_REPLICA_INO) {
                    badblockLogs.put(ino, inode);
                    systemLogs.add(inode);
                    if (whole) {
                        soundBadblockLogs.add(ino);
                    }
                } else if (ino == Layout.SNAPSHOT_INO) {
                    snapshotLogSound = whole;
                    systemLogs.add(inode);
                } else if (ino == Layout.ROOT_INO || ino >= Layout.FIRST_FILE_INO) {
                    keep(inode, whole);
                }
            }
            progress.at(ino, end);
        }
        if (!inodes.containsKey(Layout.ROOT_INO)) {
            Inode root = new Inode(
                    Layout.ROOT_INO, new InodeLog(device, commits.allocator(), Layout.ROOT_INO), FileType.DIRECTORY);
            root.mode = Mkfs.ROOT_MODE;
            keep(root, false);
        }
        chooseBadSectors(loader.replayed());
        snapshots = loader.replayed().snapshots;
    }

    /**
     * Says durably that the epochs have begun which the logs have entries of, so that none comes twice, where the log of
     * snapshots does not say so.
     */
    void rememberEpochs() {
        if (greatestEpoch > snapshots.epochOfNow(superblock.epoch())) {
            superblock.update(device, Layout.Superblock.EPOCH, greatestEpoch);
        }
    }

    /** A page that two logs have is the first one's: nothing can be told without the log of snapshots. */
    private List<Long> inOrderOfTrust() {
        List<Long> order = new ArrayList<>(used);
        if (order.remove((Long) Layout.SNAPSHOT_INO)) {
            order.addFirst(Layout.SNAPSHOT_INO);
        }
        return order;
    }

    private boolean read(InodeLoader loader, Inode inode) {
        try {
            loader.replay(inode);
        } catch (CorruptFileSystemException e) {
            return false;
        } finally {
            greatestEpoch = Math.max(
                    greatestEpoch, Math.max(inode.born, loader.replayed().lastEpoch()));
        }
        boolean whole = inode.damage == null;
        inode.damage = null;
        return whole;
    }

    private void keep(Inode inode, boolean whole) {
        boolean known =
                whole || inode.ctime != 0 || inode.mtime != 0 || inode.pages.size() > 0 || !inode.names.isEmpty();
        boolean aLink = inode.type == FileType.SYMLINK;
        if (inode.ino != Layout.ROOT_INO && (!known || aLink && (!whole || !Symlinks.isWhole(device, inode)))) {
            giveUp(inode.ino);
            return;
        }
        inodes.put(inode.ino, inode);
        dropBrokenXattrs(inode);
        if (!whole) {
            changed.add(inode.ino);
            inode.mode = inode.ino == Layout.ROOT_INO && inode.mode == 0 ? Mkfs.ROOT_MODE : inode.mode;
        }
    }

    private void dropBrokenXattrs(Inode inode) {
        Xattrs xattrs = inode.xattrs;
        if (xattrs != null) {
            for (String name : xattrs.names()) {
                Xattr xattr = xattrs.get(name);
                if (xattr != null && !xattr.isWhole(device)) {
                    xattrs.put(name, null);
                    changed.add(inode.ino);
                }
            }
        }
    }

    boolean isSnapshotLogSound() {
        return snapshotLogSound;
    }

    /** One sound copy is all; of two damaged ones, whatever either of them says is bad. */
    private void chooseBadSectors(LogReplay replay) {
        boolean second = soundBadblockLogs.contains(Layout.BADBLOCK_REPLICA_INO);
        boolean first = soundBadblockLogs.contains(Layout.BADBLOCK_INO);
        badSectors = second && !first ? replay.badSectorsReplica : replay.badSectors;
        if (!first && !second) {
            replay.badSectorsReplica.runs().forEach((start, stop) -> badSectors.add(start, stop - start));
        }
    }

    /** Writes both copies of the list of bad sectors anew, as one, if one of them is damaged or missing. */
    void rewriteBadblocks(Volume volume) {
        boolean none = badblockLogs.isEmpty();
        if (none || soundBadblockLogs.size() == 2) {
            return;
        }
        badblockLogs.values().forEach(log -> log.log.forgetPages());
        volume.badblocks.adopt(
                badSectors,
                badblockLogs.get(Layout.BADBLOCK_INO),
                badblockLogs.get(Layout.BADBLOCK_REPLICA_INO),
                badblockLogs.values().iterator().next());
    }

    // what the tree asks and says

    Collection<Inode> all() {
        return inodes.values();
    }

    /** Those that no user can have: their blocks are the logs' pages. */
    List<Inode> system() {
        return systemLogs;
    }

    @Nullable
    Inode get(long ino) {
        return inodes.get(ino);
    }

    boolean isChanged(Inode inode) {
        return changed.contains(inode.ino);
    }

    void change(Inode inode) {
        changed.add(inode.ino);
    }

    /** The inode holds nothing that could be kept: it becomes free. */
    void giveUp(long ino) {
        inodes.remove(ino);
        changed.remove(ino);
        givenUp.add(ino);
    }

    /** Makes a directory, under the lowest number that is free. */
    Inode makeDirectory(Allocator allocator) {
        long ino = Layout.FIRST_FILE_INO;
        while (used.contains(ino)) {
            ino++;
        }
        if (ino >= geometry.inodes) {
            throw new NoSpaceException("all inodes are in use; there is none for lost+found");
        }
        table.initialise(ino, FileType.DIRECTORY, 1, superblock.epoch(), 0, ino == end);
        used.add(ino);
        Inode directory = new Inode(ino, new InodeLog(device, allocator, ino), FileType.DIRECTORY);
        inodes.put(ino, directory);
        changed.add(ino);
        return directory;
    }

    /** Every inode whose log must be written anew, ascending. */
    List<Inode> changed() {
        return changed.stream().map(inodes::get).toList();
    }

    SortedSet<Long> givenUp() {
        return givenUp;
    }
}
