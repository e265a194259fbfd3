package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.core.PastStates.PastState;
import org.powercut.pmem.MediaErrorException;

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

    /** Writes the log anew if that at least halves it. Without space, or if it cannot be read, it stays as it is. */
    static void compactIfLong(Inode inode, Transaction transaction) {
        if (inode.log.pageCount() < inode.compactAtPages) {
            return;
        }
        try {
            List<PastState> past = PastStates.of(transaction.volume(), inode);
            if (inode.log.lines() >= WORTHWHILE * neededLines(inode, past)) {
                compact(inode, past, transaction);
            }
        } catch (NoSpaceException | MediaErrorException e) {
            return;
        }
        inode.compactAtPages = Math.max(SHORT_PAGES, WORTHWHILE * inode.log.pageCount());
    }

    private static long neededLines(Inode inode, List<PastState> past) {
        long lines = neededLines(inode);
        for (PastState each : past) {
            lines += 1 + neededLines(each.state());
        }
        return lines;
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
     * @throws MediaErrorException if a snapshot shows the inode, and what it shows cannot be read; the log is as before
     */
    static void compact(Inode inode, Transaction transaction) {
        compact(inode, PastStates.of(transaction.volume(), inode), transaction);
    }

    private static void compact(Inode inode, List<PastState> past, Transaction transaction) {
        transaction.begin(true);
        try {
            transaction.replaceLog(inode);
            for (int i = 0; i < past.size(); i++) {
                transaction.inEpoch(past.get(i).epoch());
                stageNext(past.get(i).state(), inode, i > 0, transaction);
            }
            transaction.inEpoch(transaction.volume().epoch);
            stageNext(inode, inode, !past.isEmpty(), transaction);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
    }

    /** Stages a state, which replaces one that was staged before if there is one. */
    private static void stageNext(Inode state, Inode inode, boolean replaces, Transaction transaction) {
        if (replaces) {
            transaction.reset(inode, transaction.count(() -> stageState(state, inode, transaction)));
        }
        stageState(state, inode, transaction);
    }

    private static void stageState(Inode state, Inode inode, Transaction transaction) {
        state.pages.forEachRun(
                0, (page, word, count) -> transaction.write(inode, page, word, count, state.dataCrc, state.size));
        if (state.pages.size() == 0 && state.size > 0) {
            transaction.size(inode, state.size);
        }
        state.names.forEach((name, named) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            transaction.addName(inode, bytes, named.ino(), named.type(), state.nlink);
        });
        Xattrs xattrs = state.xattrs;
        if (xattrs != null) {
            xattrs.forEach((name, xattr) -> transaction.setXattr(inode, name.getBytes(StandardCharsets.UTF_8), xattr));
        }
        if (NewInode.isDevice(inode.type)) {
            transaction.device(inode, state.device);
        }
        transaction.attributesOf(state, inode);
    }
}
