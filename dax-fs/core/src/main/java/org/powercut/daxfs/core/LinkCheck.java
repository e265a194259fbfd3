package org.powercut.daxfs.core;

import java.util.function.Consumer;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;

/**
 * The part of a {@link Scan} that puts the tree together: collects the names that directories have, and then checks that
 * each inode has as many links as it says, and that each directory can be reached from the root. Several threads may
 * collect; all else is done by one.
 */
final class LinkCheck {
    private final Inodes inodes;
    private final TreeFacts facts;
    private final ScanReport report;

    LinkCheck(Inodes inodes, TreeFacts facts, ScanReport report) {
        this.inodes = inodes;
        this.facts = facts;
        this.report = report;
    }

    /** Takes over what an inode says of links: its own number of them, and the names in it. */
    void collect(Inode inode, Consumer<CorruptFileSystemException> complaints) {
        facts.setNlink(inode.ino, inode.nlink);
        if (inode.isDirectory()) {
            inode.names.forEach((name, named) -> {
                checkName(inode, name, named, complaints);
                connect(inode, name, named, complaints);
            });
        }
    }

    private void checkName(Inode directory, String name, Named named, Consumer<CorruptFileSystemException> complaints) {
        FileType type = facts.type(named.ino());
        boolean fits = facts.isLost(named.ino()) || type == named.type();
        if (!fits && !report.isDamaged()) {
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

    void adoptParents() {
        facts.parents().forEach((directory, parent) -> {
            Inode resident = inodes.resident(directory);
            if (resident == null) {
                inodes.setParent(directory, parent);
            } else {
                resident.parent = parent;
            }
        });
    }

    /** Compares links, and reclaims the inodes that have none. */
    void checkLinks(Orphans orphans) {
        for (long ino = Layout.ROOT_INO; ino < inodes.end(); ino++) {
            long number = ino;
            if (Scan.isForUsers(ino) && facts.isUsed(ino)) {
                report.attempt(() -> checkLinks(number, orphans));
            }
        }
    }

    private void checkLinks(long ino, Orphans orphans) {
        int nlink = facts.nlink(ino);
        int found = facts.foundLinks(ino);
        if (nlink != found) {
            throw Scan.corrupt(inodes, ino, "nlink", nlink + ", but there are " + found + " links");
        }
        if (found == 0) {
            orphans.reclaim(ino);
        }
    }

    void checkReachable() {
        long directories = facts.directories();
        long reached = facts.reached();
        if (reached != directories) {
            report.problem(Scan.corrupt(
                    inodes,
                    Layout.ROOT_INO,
                    "nlink",
                    "of " + directories + " directories, " + reached + " can be reached from the root"));
        }
    }
}
