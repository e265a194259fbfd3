package org.powercut.daxfs.core;

import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.InodeRecord.Repair;
import org.powercut.daxfs.core.InodeRecord.State;

/**
 * The part of a {@link Scan} that reads the inode table: which inodes there are, what each one is, and which copies of
 * them are damaged. With recovery it writes those anew.
 */
final class TableScan {
    private final Commits commits;
    private final Geometry geometry;
    private final InodeTable table;
    private final Inodes inodes;
    private final TreeFacts facts;
    private final ScanReport report;
    private final boolean recover;
    private final InodeRecord record = new InodeRecord();
    private boolean written;

    TableScan(
            Commits commits,
            Geometry geometry,
            InodeTable table,
            Inodes inodes,
            TreeFacts facts,
            ScanReport report,
            boolean recover) {
        this.commits = commits;
        this.geometry = geometry;
        this.table = table;
        this.inodes = inodes;
        this.facts = facts;
        this.report = report;
        this.recover = recover;
    }

    /** Whether something was written that needs a fence. */
    boolean hasWritten() {
        return written;
    }

    /** Loads all inodes that were ever used; those that were made after {@code upTo} count as free. */
    void load(Journal.Pending pending, long upTo, boolean hasSnapshots) {
        loadSystemInodes(pending, upTo, hasSnapshots);
        for (long ino = Layout.FIRST_FILE_INO; ino < geometry.inodes; ino++) {
            if (!load(ino, pending, upTo)) {
                return;
            }
        }
    }

    /** Loads the inodes that are the file system's own. */
    void loadSystemInodes(Journal.Pending pending, long upTo, boolean hasSnapshots) {
        for (long ino = Layout.ROOT_INO; ino <= Layout.BADBLOCK_REPLICA_INO; ino++) {
            load(ino, pending, upTo);
        }
        if (hasSnapshots) {
            load(Layout.SNAPSHOT_INO, pending, upTo);
        }
        if (inodes.get(Layout.ROOT_INO) == null) {
            report.problem(new CorruptFileSystemException(
                    "inode[1]", "log_tail", geometry.inodeOffset(1) + Layout.Inode.LOG_TAIL, "no root directory"));
            inodes.register(inodes.create(Layout.ROOT_INO, FileType.DIRECTORY, 0));
            facts.add(Layout.ROOT_INO, FileType.DIRECTORY);
        }
    }

    /** Loads an inode; false if it was never used. */
    private boolean load(long ino, Journal.Pending pending, long upTo) {
        try {
            table.load(ino, pending, record);
        } catch (CorruptFileSystemException e) {
            report.problem(e);
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
                } else {
                    addUsed(ino);
                }
            }
            case LOST -> addLost(ino);
        }
        return record.state != State.NEVER_USED;
    }

    private void addUsed(long ino) {
        facts.add(ino, record.type);
        if (ino < Scan.RESIDENT) {
            inodes.register(InodeLoader.identified(commits, ino, record));
        } else {
            inodes.addUsed(ino);
        }
    }

    private void addLost(long ino) {
        facts.addLost(ino);
        inodes.register(InodeLoader.lost(commits, ino));
        if (Scan.isForUsers(ino)) {
            report.damaged("inode " + ino);
        }
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
            report.problem(new CorruptFileSystemException(
                    name + ino + "]", "crc", offset, "this copy is damaged; the next mount repairs it from the other"));
        }
    }
}
