package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Reads logs off the media: from the tail back to the first page, then entry by entry forward, each one checked. A
 * log is read in as few loads as possible, and only as far as its tail. Used by one thread at a time.
 */
final class LogReader {
    private static final int LINES_PER_PAGE = Pmem.PAGE / Pmem.LINE;

    /** Receives the entries of a log in the order in which they were committed, page entries left out. */
    interface EntryVisitor {
        /**
         * @param bytes holds the entry, from {@code at} on
         * @param offset where the entry lies on the device
         * @param number counts the entries of the log from 0
         */
        void entry(Inode inode, EntryType type, byte[] bytes, int at, long offset, int number);
    }

    /** Is told each page of a log before it is read, and refuses one that cannot be. */
    interface PageMarker {
        /** Whether the page is seen for the first time. */
        boolean mark(long page);
    }

    private final PmemDevice device;
    private final Geometry geometry;
    private final PageMarker marker;
    private final Checksum checksum = new Checksum();
    private final byte[] page = new byte[Pmem.PAGE];
    private final MemorySegment segment = MemorySegment.ofArray(page);
    /** Lines of the loaded page that are poisoned, and what the load said. */
    private long poisonedLines;

    private int loadedLines;

    private @Nullable MediaErrorException poison;
    private long[] chain = new long[8];
    private long[] usedLines = new long[8];

    LogReader(PmemDevice device, Geometry geometry, PageMarker marker) {
        this.device = device;
        this.geometry = geometry;
        this.marker = marker;
    }

    /**
     * Reads a log.
     *
     * @param inode holds the tail of its log, and is given the log's pages
     * @throws MediaErrorException if a line of the log is poisoned
     * @throws CorruptFileSystemException if the log is not one
     */
    void read(Inode inode, EntryVisitor visitor) {
        InodeLog log = inode.log;
        long ino = inode.ino;
        long line = log.tail() - 1;
        int count = 0;
        long lastIndex = 0;
        long current = line / LINES_PER_PAGE;
        long used = log.tail() - current * LINES_PER_PAGE;
        while (true) {
            mark(ino, current);
            load(current, used);
            checkEntry(ino, current, 0, EntryType.PAGE, -1);
            if (count == chain.length) {
                chain = Arrays.copyOf(chain, count * 2);
                usedLines = Arrays.copyOf(usedLines, count * 2);
            }
            chain[count] = current;
            usedLines[count++] = used;
            long index = Bytes.getLong(page, Layout.PageEntry.INDEX);
            if (index < 0 || count > 1 && index != lastIndex - 1) {
                throw corruptPage(
                        ino, current, "index", Layout.PageEntry.INDEX, index + ", but the next page has " + lastIndex);
            }
            lastIndex = index;
            long previous = Bytes.getLong(page, Layout.PageEntry.PREVIOUS);
            if (index == 0 && previous == 0) {
                break;
            }
            current = previous;
            used = Bytes.getLong(page, Layout.PageEntry.PREVIOUS_LINES);
            if (used < 1 || used > LINES_PER_PAGE) {
                throw corruptPage(
                        ino,
                        chain[count - 1],
                        "previous_lines",
                        Layout.PageEntry.PREVIOUS_LINES,
                        used + " lines, not 1 to " + LINES_PER_PAGE);
            }
        }
        int number = 0;
        for (int i = count - 1; i >= 0; i--) {
            if (count > 1) {
                load(chain[i], usedLines[i]);
            }
            log.adoptPage(chain[i]);
            number = visitEntries(inode, chain[i], (int) usedLines[i], number, visitor);
        }
    }

    private int visitEntries(Inode inode, long block, int lines, int first, EntryVisitor visitor) {
        int number = first;
        for (int line = 1; line < lines; ) {
            EntryType type = checkEntry(inode.ino, block, line, null, number);
            int at = line * Pmem.LINE;
            visitor.entry(inode, type, page, at, block * Pmem.PAGE + at, number);
            line += page[at + Layout.Entry.LINES];
            number++;
        }
        return number;
    }

    private void mark(long ino, long block) {
        if (!geometry.isDataPage(block)) {
            throw new CorruptFileSystemException(
                    "inode[" + ino + "]",
                    "log_tail",
                    geometry.inodeOffset(ino) + Layout.Inode.LOG_TAIL,
                    "its log has page " + block + ", but pages of logs are " + geometry.dataStart + " to "
                            + (geometry.dataEnd - 1));
        }
        if (!marker.mark(block)) {
            throw corruptPage(ino, block, "previous", Layout.PageEntry.PREVIOUS, "the page is in use twice");
        }
    }

    private void load(long block, long lines) {
        poisonedLines = 0;
        loadedLines = (int) lines;
        try {
            device.getBytes(block * Pmem.PAGE, segment, 0, lines * Pmem.LINE);
        } catch (MediaErrorException e) {
            loadLines(block, lines);
        }
    }

    private void loadLines(long block, long lines) {
        for (int line = 0; line < lines; line++) {
            try {
                device.getBytes(
                        block * Pmem.PAGE + (long) line * Pmem.LINE, segment, (long) line * Pmem.LINE, Pmem.LINE);
            } catch (MediaErrorException e) {
                Poison.list(device, e);
                poisonedLines |= 1L << line;
                poison = e;
            }
        }
    }

    private EntryType checkEntry(long ino, long block, int line, @Nullable EntryType wanted, int number) {
        int at = line * Pmem.LINE;
        long offset = block * Pmem.PAGE + at;
        requireReadable(1L << line);
        int lines = page[at + Layout.Entry.LINES];
        EntryType type = EntryType.of(page[at + Layout.Entry.TYPE]);
        if (lines < 1 || line + lines > loadedLines) {
            throw corrupt(
                    ino,
                    number,
                    type,
                    "lines",
                    offset + Layout.Entry.LINES,
                    lines + " lines do not fit into the rest of the log's page, " + (loadedLines - line));
        }
        requireReadable(((1L << lines) - 1) << line);
        int crc = Bytes.getInt(page, at + Layout.Entry.CRC);
        if (crc != checksum.of(page, at + Layout.Entry.TYPE, at + lines * Pmem.LINE, ino, offset)) {
            throw corrupt(ino, number, type, "crc", offset, "0x%x does not fit the entry".formatted(crc));
        }
        if (type == null || wanted != null && type != wanted || wanted == null && type == EntryType.PAGE) {
            throw corrupt(
                    ino,
                    number,
                    type,
                    "type",
                    offset + Layout.Entry.TYPE,
                    page[at + Layout.Entry.TYPE] + " is no type of entry that can stand here");
        }
        return type;
    }

    private void requireReadable(long lines) {
        if (poison != null && (poisonedLines & lines) != 0) {
            throw poison;
        }
    }

    /** What an entry is called in errors and in the media map. */
    static String entryName(long ino, int number, @Nullable EntryType type) {
        return number < 0
                ? "log[inode " + ino + "] page"
                : "log[inode " + ino + "] entry " + number + " (" + (type == null ? "unknown" : type.label) + ")";
    }

    private static CorruptFileSystemException corruptPage(
            long ino, long block, String field, int fieldOffset, String detail) {
        return corrupt(ino, -1, EntryType.PAGE, field, block * Pmem.PAGE + fieldOffset, detail);
    }

    private static CorruptFileSystemException corrupt(
            long ino, int number, @Nullable EntryType type, String field, long offset, String detail) {
        return new CorruptFileSystemException(entryName(ino, number, type), field, offset, detail);
    }
}
