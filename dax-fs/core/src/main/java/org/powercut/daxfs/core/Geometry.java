package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.pmem.Pmem;

/**
 * Where things lie: metadata at the front, its replicas mirrored page by page at the far end (page {@code p} at page
 * {@code last - p}), the table of data checksums behind the metadata, data and log pages between. Everything follows from
 * the number of pages and of inodes, and from whether there are checksums.
 */
final class Geometry {
    static final int INODES_PER_PAGE = Pmem.PAGE / Layout.Inode.STRUCT.length();

    /** The smallest file system: 64 pages. */
    static final long MINIMUM_PAGES = 64;

    private static final long BYTES_PER_INODE = 16 << 10;
    private static final int SUMS_PER_PAGE = Pmem.PAGE / Layout.DataChecksum.STRUCT.length();

    final long pages;
    final long inodes;
    /** The first page of the checksum table, which ends where data begins. */
    private final long checksumStart;
    /** The first page that can hold data. */
    final long dataStart;
    /** The page after the last one that can hold data. */
    final long dataEnd;

    Geometry(long pages, long inodes, boolean checksums) {
        this.pages = pages;
        this.inodes = inodes;
        this.checksumStart = Layout.INODE_TABLE_PAGE + inodes / INODES_PER_PAGE;
        this.dataStart = checksumStart + (checksums ? (pages + SUMS_PER_PAGE - 1) / SUMS_PER_PAGE : 0);
        this.dataEnd = pages - checksumStart;
    }

    /** The geometry that mkfs gives to a device of {@code size} bytes: an inode for each 16 KiB, at least 32. */
    static Geometry ofDevice(long size) {
        long pages = size / Pmem.PAGE;
        long inodePages = Math.max(1, pages * Pmem.PAGE / BYTES_PER_INODE / INODES_PER_PAGE);
        return new Geometry(pages, inodePages * INODES_PER_PAGE, true);
    }

    /**
     * The geometry of a device with room for {@code inodes} inodes, rounded up to whole pages; 0 for the usual number.
     *
     * @throws DaxFileSystemException EINVAL if they leave no room for data
     */
    static Geometry ofDevice(long size, long inodes) {
        if (inodes == 0) {
            return ofDevice(size);
        }
        long pages = size / Pmem.PAGE;
        long most = (pages / 4 - 1) * INODES_PER_PAGE;
        if (inodes < 0 || inodes > most) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, inodes + " inodes on " + size + " bytes; 1 to " + most + " are possible");
        }
        return new Geometry(pages, Pmem.ceil(inodes, INODES_PER_PAGE), true);
    }

    /** Whether the numbers leave room for data; those of a hostile image need not. */
    static boolean isPossible(long pages, long inodes) {
        return pages >= MINIMUM_PAGES
                && pages <= PageWord.MAX_BLOCKS
                && inodes >= INODES_PER_PAGE
                && inodes % INODES_PER_PAGE == 0
                && inodes / INODES_PER_PAGE < pages / 4;
    }

    boolean isDataPage(long page) {
        return page >= dataStart && page < dataEnd;
    }

    boolean isInode(long ino) {
        return ino > 0 && ino < inodes;
    }

    boolean hasChecksums() {
        return dataStart > checksumStart;
    }

    /** Where the {@link ChecksumWord} of a block lies, in bytes. */
    long checksumOffset(long block) {
        return checksumStart * Pmem.PAGE + block * Layout.DataChecksum.STRUCT.length();
    }

    /** Where an inode lies, in bytes. */
    long inodeOffset(long ino) {
        return Layout.INODE_TABLE_PAGE * Pmem.PAGE + ino * Layout.Inode.STRUCT.length();
    }

    /** Where the replica of a metadata byte lies. */
    long replicaOffset(long offset) {
        long page = offset / Pmem.PAGE;
        return (pages - 1 - page) * Pmem.PAGE + offset % Pmem.PAGE;
    }
}
