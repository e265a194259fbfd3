package org.powercut.daxfs.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.core.Deaths.Death;
import org.powercut.pmem.Pmem;

/**
 * The part of a {@link Scan} that finds out which blocks are in use: those of files, each once unless all of its owners
 * say that it is shared, and those that only snapshots hold. Several threads may mark data; all else is done by one.
 */
final class UsedBlocks {
    private final Allocator allocator;
    private final ScanReport report;
    private final Queue<Death> deaths = new ConcurrentLinkedQueue<>();

    final ShareCounts shares = new ShareCounts();
    /** Blocks that only snapshots hold. */
    final DeadBlocks dead = new DeadBlocks();

    UsedBlocks(Allocator allocator, ScanReport report) {
        this.allocator = allocator;
        this.report = report;
    }

    /** Marks the blocks of an inode. Without {@code unwritten}, those that read as zeros whatever they hold are left out. */
    void mark(Inode inode, boolean unwritten, Consumer<CorruptFileSystemException> complaints) {
        if (inode.pages.size() > 0 || inode.xattrs != null) {
            inode.forEachRun((page, word, count) -> {
                if (unwritten || !PageWord.isUnwritten(word)) {
                    markRun(inode, page, word, count, complaints);
                }
            });
        }
    }

    /** A block that all of its owners say is shared is in use once for all of them. */
    private void markRun(
            Inode inode, long page, long word, long count, Consumer<CorruptFileSystemException> complaints) {
        long block = PageWord.block(word);
        boolean shared = PageWord.isShared(word);
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

    void markLog(Inode inode) {
        for (int page = 0; page < inode.log.pageCount(); page++) {
            allocator.mark(inode.log.page(page));
        }
    }

    /** Takes back what was marked for an inode that goes. */
    void unmark(Inode orphan) {
        for (int page = 0; page < orphan.log.pageCount(); page++) {
            allocator.unmark(orphan.log.page(page));
        }
        orphan.forEachRun((page, word, count) -> {
            for (long block = PageWord.block(word); block < PageWord.block(word) + count; block++) {
                if (!PageWord.isShared(word) || shares.release(block)) {
                    allocator.unmark(block);
                }
            }
        });
    }

    /** Begins again. */
    void unmarkAll() {
        allocator.unmarkAll();
        shares.clear();
        deaths.clear();
    }

    /** Collects what files have lost although a snapshot shows it. */
    Deaths deaths(SnapshotList snapshots) {
        return new Deaths(snapshots, deaths);
    }

    /** The last step: what files have lost, and snapshots show, is in use. */
    void markDead() {
        for (Death death : deaths) {
            boolean[] again = {false};
            long block = PageWord.block(death.word());
            dead.add(block, 1, PageWord.epoch(death.word()), death.epoch(), known -> again[0] = true);
            boolean first = !again[0] && (!PageWord.isShared(death.word()) || shares.count(block));
            if (first && !allocator.mark(block)) {
                report.problem(new CorruptFileSystemException(
                        "log", "block", block * Pmem.PAGE, "block " + block + " is in use twice, once by a snapshot"));
            }
        }
    }

    /** All blocks are marked. */
    void settle() {
        shares.counted();
        allocator.settle();
    }
}
