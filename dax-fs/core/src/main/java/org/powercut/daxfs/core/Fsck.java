package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.FsckReport.Problem;
import org.powercut.daxfs.Snapshot;
import org.powercut.pmem.PmemDevice;

/**
 * Checks a device without changing it: the scan of a mount, but collecting problems, and with the files' symbolic
 * links read. What every mount after a crash puts right is no problem: words that the journal has committed, and
 * orphans.
 */
final class Fsck {
    private Fsck() {}

    static FsckReport check(PmemDevice device) {
        List<Problem> problems = new ArrayList<>();
        try {
            check(device, problems);
        } catch (CorruptFileSystemException e) {
            problems.add(problem(e));
        } catch (DaxFileSystemException e) {
            problems.add(new Problem("superblock[0]", 0, String.valueOf(e.getMessage())));
        }
        return new FsckReport(problems);
    }

    private static void check(PmemDevice device, List<Problem> problems) {
        Superblock superblock = Superblock.read(device);
        if (superblock.primaryDamaged) {
            problems.add(new Problem("superblock[0]", 0, "damaged; the next mount repairs it from its replica"));
        }
        if (superblock.replicaDamaged) {
            problems.add(new Problem(
                    "superblock[1]",
                    superblock.geometry.replicaOffset(0),
                    "damaged; the next mount repairs it from the primary"));
        }
        Scan scan = new Scan(device, superblock, false, problem -> problems.add(problem(problem)));
        check(device, scan, problems);
        checkCheckpoint(device, superblock, scan, problems);
        for (Snapshot snapshot : scan.snapshots.all()) {
            if (problems.isEmpty()) { // or each would be found again
                String prefix = "snapshot '" + snapshot.name() + "': ";
                Scan past = new Scan(device, superblock, false, problem -> problems.add(problem(prefix, problem)))
                        .upTo(snapshot.epoch());
                check(device, past, problems);
            }
        }
    }

    private static void check(PmemDevice device, Scan scan, List<Problem> problems) {
        scan.run();
        for (long ino = Layout.FIRST_FILE_INO; ino < scan.inodes.end(); ino++) {
            Inode inode = scan.inodes.get(ino);
            if (inode != null && inode.type == FileType.SYMLINK && inode.damage == null && inode.nlink > 0) {
                if (!Symlinks.isWhole(device, inode)) {
                    problems.add(problem(Symlinks.corrupt(inode)));
                }
            }
            Xattrs xattrs = inode == null ? null : inode.xattrs;
            if (inode != null && xattrs != null) {
                xattrs.forEach((name, xattr) -> {
                    if (!xattr.isWhole(device)) {
                        problems.add(problem(XattrOperations.corrupt(inode, name, xattr)));
                    }
                });
            }
        }
        String damage = scan.damage();
        if (damage != null) {
            problems.add(new Problem("file system", 0, damage));
        }
    }

    /** A checkpoint that is damaged counts for nothing, and is no problem; one that is whole but wrong is. */
    private static void checkCheckpoint(PmemDevice device, Superblock superblock, Scan scan, List<Problem> problems) {
        Scan checkpointed = new Scan(device, superblock, false, problem -> {
            throw problem;
        });
        String difference = checkpointed.runFromCheckpoint() ? Checkpoint.difference(checkpointed, scan) : null;
        if (difference != null) {
            problems.add(new Problem(
                    "superblock[0].checkpoint", Layout.Superblock.CHECKPOINT, "in the checkpoint, " + difference));
        }
    }

    private static Problem problem(CorruptFileSystemException e) {
        return problem("", e);
    }

    private static Problem problem(String prefix, CorruptFileSystemException e) {
        return new Problem(prefix + e.struct() + "." + e.field(), e.offset(), String.valueOf(e.getMessage()));
    }
}
