package org.powercut.daxfs.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.InodeRecord.Repair;
import org.powercut.daxfs.core.InodeRecord.State;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.PmemDevice;

/**
 * Rebuilds all that lives in DRAM from the media: inodes, their indexes, the allocator, the list of bad sectors. A mount
 * scans with recovery, which writes only where something needs it: words that the journal has committed, copies that
 * differ, orphans. fsck scans without, and collects problems instead of ending at the first. Where metadata is
 * poisoned and has no good copy, the scan goes on and says so in {@link #damage()}.
 */
final class Scan {
    private final PmemDevice device;
    private final Geometry geometry;
    private final boolean recover;
    private final Consumer<CorruptFileSystemException> problems;
    private final InodeRecord record = new InodeRecord();
    private final LogReader reader;
    private final LogReplay replay;
    private int[] links = new int[0];
    private Journal.Pending pending = Journal.Pending.NONE;
    private boolean written;
    private @Nullable String damage;

    final Allocator allocator;
    final Inodes inodes;
    final InodeTable table;
    /** The sectors that are known to be bad. */
    SectorSet badSectors = new SectorSet();

    /** Which copy of the badblock log cannot be read and must be written anew, if one. */
    @Nullable
    Inode lostBadblockLog;

    /**
     * @param recover whether to write what recovery must write
     * @param problems is told what is corrupt; when it returns, the scan goes on as far as it can
     */
    Scan(
            PmemDevice device, Superblock superblock, boolean recover, Consumer<CorruptFileSystemException> problems) {
        this.device = device;
        this.geometry = superblock.geometry;
        this.recover = recover;
        this.problems = problems;
        this.allocator = new Allocator(geometry);
        this.inodes = new Inodes(device, allocator, geometry);
        this.table = new InodeTable(device, geometry);
        this.reader = new LogReader(device, geometry, allocator::mark);
        this.replay = new LogReplay(geometry, superblock.incompatible());
    }

    /** Why the file system cannot be written any more, or null. */
    @Nullable
    String damage() {
        return damage;
    }

    int journalSequence() {
        return pending.sequence();
    }

    long lastTxid() {
        return replay.lastTxid();
    }

    void run() {
        readJournal();
        loadInodes();
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            Inode inode = inodes.get(ino);
            if (inode != null && inode.damage == null) {
                attempt(() -> replayLog(inode));
            }
        }
        chooseBadblockLog();
        connectNames();
        if (damage == null) {
            checkLinks();
            checkReachable();
        }
        markData();
        if (written) {
            device.fence();
        }
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
            } catch (MediaErrorException e) {
                Poison.list(device, e);
                damaged("the journal");
            }
        });
    }

    // inodes

    private void loadInodes() {
        for (long ino = Layout.ROOT_INO; ino <= Layout.BADBLOCK_REPLICA_INO; ino++) {
            load(ino);
        }
        if (inodes.get(Layout.ROOT_INO) == null) {
            problems.accept(new CorruptFileSystemException(
                    "inode[1]", "log_tail", geometry.inodeOffset(1) + Layout.Inode.LOG_TAIL, "no root directory"));
            inodes.register(inodes.create(Layout.ROOT_INO, FileType.DIRECTORY, 0));
        }
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
            case FREE -> inodes.addFree(ino, record.generation);
            case IN_USE -> {
                Inode inode = inodes.create(ino, record.type, record.generation);
                inode.birthTime = record.birthTime;
                inode.log.adoptTail(record.tail);
                inodes.register(inode);
            }
            case LOST -> {
                FileType type = ino == Layout.ROOT_INO ? FileType.DIRECTORY : FileType.REGULAR;
                Inode inode = inodes.create(ino, type, 0);
                inode.damage = new IllegalStateException("both copies of the inode are poisoned");
                inodes.register(inode);
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

    private void replayLog(Inode inode) {
        try {
            reader.read(inode, replay);
        } catch (MediaErrorException e) {
            inode.damage = e;
            if (isForUsers(inode.ino)) {
                damaged("the log of inode " + inode.ino);
            }
            return;
        }
        if (inode.isDirectory()) {
            resolveNames(inode);
        } else if (inode.type == FileType.SYMLINK && (inode.pages.get(0) == 0 || inode.size > Symlinks.MAX_LENGTH)) {
            throw new CorruptFileSystemException(
                    "inode[" + inode.ino + "]", "log_tail", geometry.inodeOffset(inode.ino), "a link without a target");
        }
    }

    private void resolveNames(Inode directory) {
        directory.names.forEach((name, named) -> {
            Inode child = inodes.get(named.ino());
            boolean fits = child != null && (child.damage != null || child.type == named.type());
            if (!fits && damage == null) {
                problems.accept(new CorruptFileSystemException(
                        "log[inode " + directory.ino + "]",
                        "ino",
                        directory.log.tail() * 64,
                        "the name '%s' is of a %s with inode %d, which is %s"
                                .formatted(
                                        name, named.type(), named.ino(), child == null ? "free" : "a " + child.type)));
            }
        });
    }

    /** Either copy of the badblock log will do; the mount writes the other one anew. */
    private void chooseBadblockLog() {
        Inode first = inodes.get(Layout.BADBLOCK_INO);
        Inode second = inodes.get(Layout.BADBLOCK_REPLICA_INO);
        boolean firstLost = first != null && first.damage != null;
        boolean secondLost = second != null && second.damage != null;
        if (firstLost && secondLost) {
            damaged("the badblock log");
        }
        badSectors = firstLost ? replay.badSectorsReplica : replay.badSectors;
        lostBadblockLog = firstLost ? first : secondLost ? second : null;
    }

    // names and links

    private void connectNames() {
        links = new int[(int) inodes.end()];
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            Inode directory = inodes.get(ino);
            if (directory != null && directory.isDirectory()) {
                directory.names.forEach((name, named) -> connect(directory, name, inodes.of(named)));
            }
        }
    }

    private void connect(Inode directory, String name, Inode child) {
        if (child.ino < links.length) {
            links[(int) child.ino]++;
        }
        if (child.isDirectory()) {
            links[(int) directory.ino]++;
            if (child.parent != 0) {
                problems.accept(corrupt(child, "nlink", "a directory with a second name, '" + name + "'"));
            }
            child.parent = directory.ino;
        }
    }

    private void checkLinks() {
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            Inode inode = inodes.get(ino);
            if (inode == null || !isForUsers(ino)) {
                continue;
            }
            int found = links[(int) ino] + (ino == Layout.ROOT_INO ? 2 : 0);
            found += inode.isDirectory() && found > 0 && ino != Layout.ROOT_INO ? 1 : 0;
            if (inode.nlink != found) {
                problems.accept(corrupt(inode, "nlink", inode.nlink + ", but there are " + found + " links"));
            } else if (found == 0) {
                attempt(() -> reclaimOrphan(inode));
            }
        }
    }

    /** A file that was unlinked while it was open: it goes when the journal has been recovered. */
    private void reclaimOrphan(Inode orphan) {
        if (!orphan.names.isEmpty()) {
            throw corrupt(orphan, "nlink", "a directory without a name, but not empty");
        }
        if (recover) {
            table.storeTail(orphan.ino, TailWord.FREE);
            written = true;
            for (int i = 0; i < orphan.log.pageCount(); i++) {
                allocator.unmark(orphan.log.page(i));
            }
            inodes.remove(orphan);
        }
    }

    private void checkReachable() {
        Inode root = inodes.get(Layout.ROOT_INO);
        if (root == null) {
            return;
        }
        int reached = 0;
        Deque<Inode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            reached++;
            List<Inode> children = new ArrayList<>();
            open.pop().names.forEach((name, named) -> {
                if (named.type() == FileType.DIRECTORY) {
                    children.add(inodes.of(named));
                }
            });
            for (Inode child : children) {
                if (child.isDirectory() && child != root && reached <= inodes.end()) {
                    open.push(child);
                }
            }
        }
        int directories = 0;
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            Inode inode = inodes.get(ino);
            directories += inode != null && inode.isDirectory() && inode.nlink > 0 ? 1 : 0;
        }
        if (reached != directories) {
            problems.accept(corrupt(
                    root, "nlink", "of " + directories + " directories, " + reached + " can be reached from the root"));
        }
    }

    // space

    private void markData() {
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            Inode inode = inodes.get(ino);
            if (inode != null && inode.pages.size() > 0) {
                inode.pages.forEachRun(0, (page, word, count) -> markRun(inode, page, PageWord.block(word), count));
            }
        }
    }

    private void markRun(Inode inode, long page, long block, long count) {
        for (long i = 0; i < count; i++) {
            if (!allocator.mark(block + i)) {
                problems.accept(corrupt(
                        inode,
                        "block",
                        "page " + (page + i) + " lies at block " + (block + i) + ", which is in use twice"));
            }
        }
    }

    private static boolean isForUsers(long ino) {
        return ino >= Layout.FIRST_FILE_INO || ino == Layout.ROOT_INO;
    }

    private static CorruptFileSystemException corrupt(Inode inode, String field, String detail) {
        return new CorruptFileSystemException(
                "log[inode " + inode.ino + "]", field, (inode.log.tail() - 1) * 64, detail);
    }
}
