package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/** SEEK_DATA and SEEK_HOLE of lseek(2). Pages that are allocated but unwritten are holes. Callers hold the inode's lock. */
final class Holes {
    private Holes() {}

    /** The first byte of data from {@code offset} on; ENXIO if there is none. */
    static long seekData(Inode inode, long offset) {
        requireWithin(inode, offset);
        long page = FileSize.page(offset);
        long data = inode.pages.nextMapped(page);
        while (data >= 0 && inode.pages.get(data) == 0) {
            data = inode.pages.nextMapped(data + 1);
        }
        if (data < 0 || data << FileSize.PAGE_SHIFT >= inode.size) {
            throw new DaxFileSystemException(Errno.ENXIO, "no data from offset " + offset + " on");
        }
        return Math.max(offset, data << FileSize.PAGE_SHIFT);
    }

    /** The first byte of a hole from {@code offset} on; the end of the file is one. */
    static long seekHole(Inode inode, long offset) {
        requireWithin(inode, offset);
        long page = FileSize.page(offset);
        while (inode.pages.get(page) != 0) {
            page++;
        }
        return Math.min(inode.size, Math.max(offset, page << FileSize.PAGE_SHIFT));
    }

    private static void requireWithin(Inode inode, long offset) {
        if (offset >= inode.size) {
            throw new DaxFileSystemException(
                    Errno.ENXIO, "offset " + offset + " is not within the " + inode.size + " bytes of the file");
        }
    }
}
