package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import org.powercut.daxfs.NoSpaceException;

/**
 * Writes logs anew that have grown long by changes that no longer matter, so that neither space nor the time of a mount
 * grows with a file's history. A log is at most twice as long as it must be, or a few pages. Callers hold the
 * inode's lock for writing.
 */
final class LogCompactor {
    /** A log below this length is left alone. */
    static final int SHORT_PAGES = 4;

    private static final int WORTHWHILE = 2;

    private LogCompactor() {}

    /** Writes the log anew if that at least halves it. Without space, it stays as it is. */
    static void compactIfLong(Inode inode, Transaction transaction) {
        if (inode.log.pageCount() < inode.compactAtPages || transaction.isShown(inode)) {
            return;
        }
        if (inode.log.lines() >= WORTHWHILE * neededLines(inode)) {
            try {
                compact(inode, transaction);
            } catch (NoSpaceException e) {
                return;
            }
        }
        inode.compactAtPages = Math.max(SHORT_PAGES, WORTHWHILE * inode.log.pageCount());
    }

    private static long neededLines(Inode inode) {
        long[] lines = {2};
        inode.pages.forEachRun(0, (page, word, count) -> lines[0]++);
        Xattrs xattrs = inode.xattrs;
        if (xattrs != null) {
            xattrs.forEach((name, xattr) -> lines[0] += xattr.lines(name));
        }
        inode.names.forEach((name, named) -> lines[0] += 1 + name.length() / 64);
        return lines[0];
    }

    /**
     * Writes the log anew.
     *
     * @throws NoSpaceException if there is none; the log is as before
     */
    static void compact(Inode inode, Transaction transaction) {
        transaction.begin(true);
        try {
            transaction.replaceLog(inode);
            stageState(inode, transaction);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
    }

    private static void stageState(Inode inode, Transaction transaction) {
        inode.pages.forEachRun(
                0, (page, word, count) -> transaction.write(inode, page, word, count, inode.dataCrc, inode.size));
        if (inode.pages.size() == 0 && inode.size > 0) {
            transaction.size(inode, inode.size);
        }
        inode.names.forEach((name, named) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            transaction.addName(inode, bytes, named.ino(), named.type(), inode.nlink);
        });
        Xattrs xattrs = inode.xattrs;
        if (xattrs != null) {
            xattrs.forEach(
                    (name, xattr) -> transaction.setXattr(inode, name.getBytes(StandardCharsets.UTF_8), xattr));
        }
        if (NewInode.isDevice(inode.type)) {
            transaction.device(inode, inode.device);
        }
        transaction.links(inode, inode.nlink, inode.ctime);
    }
}
