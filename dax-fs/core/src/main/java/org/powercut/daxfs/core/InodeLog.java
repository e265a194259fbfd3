package org.powercut.daxfs.core;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The log of one inode: pages of 64 lines, each beginning with an entry that names the page before it, so that the
 * tail alone finds the whole log and one 8-byte store can also switch to a log written anew. Entries are staged past
 * the tail, where nobody looks, until a {@link Transaction} commits them. Guarded by the inode's lock.
 */
final class InodeLog {
    private static final int LINES_PER_PAGE = Pmem.PAGE / Pmem.LINE;

    private final PmemDevice device;
    private final Allocator allocator;
    private final long ino;
    private long[] pages = new long[1];
    private int pageCount;
    private int stagedPageCount;
    /** First unused line, in lines of the device; 0 without a log. */
    private long tail;

    private long stagedTail;
    private int turn;
    private int stagedTurn;
    /** While the log is written anew: the pages of the one that still counts. */
    private long @Nullable [] replaced;

    private int replacedCount;

    InodeLog(PmemDevice device, Allocator allocator, long ino) {
        this.device = device;
        this.allocator = allocator;
        this.ino = ino;
    }

    /** Takes over the commit word of a log that is on the media; its pages follow, from first to last. */
    void adoptTail(long word) {
        tail = stagedTail = TailWord.line(word);
        turn = stagedTurn = TailWord.turn(word);
    }

    void adoptPage(long page) {
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        pages[pageCount] = page;
        stagedPageCount = ++pageCount;
    }

    /** Whether a page of the log is among these. */
    boolean isIn(Set<Long> wanted) {
        for (int i = 0; i < pageCount; i++) {
            if (wanted.contains(pages[i])) {
                return true;
            }
        }
        return false;
    }

    /** A log that replaces this one leaves its pages alone, since something else may have them too. */
    void forgetPages() {
        pageCount = stagedPageCount = 0;
    }

    /** Where the log gets its pages from. */
    Allocator allocator() {
        return allocator;
    }

    long page(int index) {
        return pages[index];
    }

    /** First unused line, in lines of the device; 0 without a log. */
    long tail() {
        return tail;
    }

    /** Whether nothing is staged. */
    boolean isSettled() {
        return stagedTail == tail && replaced == null;
    }

    /** The commit word for what is committed. */
    long tailWord() {
        return word(tail, turn);
    }

    /** The commit word that would commit what is staged. */
    long stagedWord() {
        return word(stagedTail, stagedTurn);
    }

    private long word(long line, int ofTurn) {
        return line == 0 ? TailWord.FREE : TailWord.encode(ino, line, ofTurn);
    }

    int pageCount() {
        return pageCount;
    }

    /** Lines that the committed log takes, page entries included. */
    long lines() {
        return pageCount == 0 ? 0 : (pageCount - 1L) * LINES_PER_PAGE + usedLines(pages[pageCount - 1], tail);
    }

    /**
     * Stages an entry.
     *
     * @param givesBack whether the operation may take what the allocator keeps back
     * @throws NoSpaceException if the log needs a page and there is none
     */
    void append(EntryBuffer entry, EntryBuffer pageEntry, boolean givesBack) {
        if (stagedPageCount == 0
                || usedLines(pages[stagedPageCount - 1], stagedTail) + entry.lines() > LINES_PER_PAGE) {
            startPage(pageEntry, allocatePage(givesBack));
        }
        long offset = stagedTail * Pmem.LINE;
        entry.seal(ino, offset);
        appendEntry(offset, entry);
        stagedTail += entry.lines();
    }

    private long allocatePage(boolean givesBack) {
        long page = allocator.allocateLogPage(givesBack);
        Poison.clearListed(device, page * Pmem.PAGE, Pmem.PAGE);
        return page;
    }

    private void startPage(EntryBuffer pageEntry, long page) {
        boolean first = stagedPageCount == 0;
        long previous = first ? 0 : pages[stagedPageCount - 1];
        pageEntry
                .begin(EntryType.PAGE, Pmem.LINE, 0, 0)
                .putLong(Layout.PageEntry.PREVIOUS, previous)
                .putLong(Layout.PageEntry.PREVIOUS_LINES, first ? 0 : usedLines(previous, stagedTail))
                .putLong(Layout.PageEntry.INDEX, stagedPageCount);
        pageEntry.seal(ino, page * Pmem.PAGE);
        linkPage(page * Pmem.PAGE, pageEntry);
        if (stagedPageCount == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        pages[stagedPageCount++] = page;
        stagedTail = page * LINES_PER_PAGE + 1;
    }

    /** Stores the entry that chains a page to the log. */
    private void linkPage(long offset, EntryBuffer pageEntry) {
        device.putBytes(offset, pageEntry.segment, 0, Pmem.LINE);
        device.flush(offset, Pmem.LINE);
    }

    /** Stores an entry and starts to write it back. */
    private void appendEntry(long offset, EntryBuffer entry) {
        long length = (long) entry.lines() * Pmem.LINE;
        device.putBytes(offset, entry.segment, 0, length);
        device.flush(offset, length);
    }

    /** From here on, entries are staged into a log of their own, which replaces this one when they are committed. */
    void beginReplacement() {
        replaced = pages;
        replacedCount = pageCount;
        pages = new long[1];
        pageCount = stagedPageCount = 0;
        stagedTail = 0;
        stagedTurn = nextTurn();
    }

    /** The turn of the log that replaces this one. */
    private int nextTurn() {
        return turn ^ 1;
    }

    /**
     * The staged log replaces the one of this tail, which is durable, rather than one that was never seen on the media.
     */
    void replaces(long durableTail) {
        stagedTurn = TailWord.turn(durableTail) ^ 1;
    }

    boolean isReplacing() {
        return replaced != null;
    }

    /** The transaction is durable: what was staged is the log now. */
    void committed() {
        tail = stagedTail;
        turn = stagedTurn;
        pageCount = stagedPageCount;
        long[] old = replaced;
        if (old != null) {
            freePages(old, 0, replacedCount);
            replaced = null;
        }
    }

    /** Forgets what was staged, and gives its pages back. */
    void abandon() {
        freePages(pages, pageCount, stagedPageCount);
        long[] old = replaced;
        if (old != null) {
            pages = old;
            pageCount = replacedCount;
            replaced = null;
        }
        stagedPageCount = pageCount;
        stagedTail = tail;
        stagedTurn = turn;
    }

    /** The inode is free: gives all pages back. */
    void release() {
        freePages(pages, 0, pageCount);
        pageCount = stagedPageCount = 0;
        tail = stagedTail = 0;
    }

    private void freePages(long[] from, int start, int end) {
        for (int i = start; i < end; i++) {
            allocator.free(from[i], 1);
        }
    }

    private static long usedLines(long page, long end) {
        return end - page * LINES_PER_PAGE;
    }
}
