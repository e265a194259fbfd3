package org.powercut.daxfs.core;

import java.util.Set;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.Pmem;

/**
 * Makes mappings: which ranges, modes and flags a file can have. What a mapping cannot promise is refused, never
 * weakened; what plain MAP_SHARED is asked for beyond that is ignored, as mmap(2) says.
 */
final class NewMapping {
    private NewMapping() {}

    /** @param requireOpen fails if the file that is mapped was closed; called under the inode's lock */
    static DaxMapping of(
            DaxFs fs, Inode inode, MapMode asked, long offset, long length, Set<MapFlag> flags, Runnable requireOpen) {
        requireRange(offset, length);
        long stamp = inode.lock.writeLock();
        try {
            requireOpen.run();
            MapMode mode = modeFor(fs.volume, inode, asked, flags);
            if (mode == MapMode.SHARED || mode == MapMode.SHARED_SYNC) {
                fs.volume.requireWritable();
                requireMappable(inode);
            }
            boolean copies = mode == MapMode.PRIVATE;
            PageTable table = new PageTable(FileSize.page(offset), (int) FileSize.pages(length), copies);
            fs.mappingsOf(inode).add(table);
            inode.references++;
            return new Mapping(fs, inode, mode, offset, length, table);
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private static void requireRange(long offset, long length) {
        if (offset < 0 || offset % Pmem.PAGE != 0 || length <= 0 || length > FileSize.MAX - offset) {
            throw new DaxFileSystemException(
                    Errno.EINVAL,
                    "cannot map [" + offset + ", +" + length
                            + "): the offset is a multiple of 4096, the length above 0");
        }
        if (FileSize.pages(length) > Integer.MAX_VALUE - 8) {
            throw new DaxFileSystemException(Errno.EFBIG, "cannot map " + length + " bytes at once; at most 8 TiB");
        }
    }

    private static MapMode modeFor(Volume volume, Inode inode, MapMode asked, Set<MapFlag> flags) {
        MapMode mode = asked;
        if (flags.contains(MapFlag.VALIDATE)) {
            if (mode == MapMode.PRIVATE) {
                throw new DaxFileSystemException(Errno.EINVAL, "VALIDATE is for shared mappings");
            }
            if (flags.contains(MapFlag.DIRECT)) {
                requireDirect(volume, inode);
            }
            if (flags.contains(MapFlag.SYNC)) {
                requireSync(volume, inode);
                mode = mode == MapMode.SHARED ? MapMode.SHARED_SYNC : mode;
            }
        }
        if (mode == MapMode.SHARED_SYNC) {
            requireSync(volume, inode);
        }
        return mode;
    }

    /** Fails if a copy in DRAM stands between mappings and media. */
    static void requireDirect(Volume volume, Inode inode) {
        if (!volume.isDax(inode)) {
            throw new NotSupportedException("inode " + inode.ino + " is not accessed directly: "
                    + switch (volume.daxMode) {
                        case NEVER -> "the file system is mounted with dax=never";
                        case INODE, ALWAYS -> "it is mounted with dax=inode, and the file was opened without flag DAX";
                    });
        }
    }

    /** Fails if MAP_SYNC cannot be promised. */
    static void requireSync(Volume volume, Inode inode) {
        requireDirect(volume, inode);
        if (!inode.nodatacow) {
            throw new NotSupportedException("SHARED_SYNC needs a file made with NODATACOW: stores that are durable"
                    + " without the file system's knowledge cannot be copied on write");
        }
    }

    private static void requireMappable(Inode inode) {
        if (FileFlags.isImmutable(inode) || FileFlags.isAppendOnly(inode)) {
            throw new DaxFileSystemException(
                    Errno.EACCES, "inode " + inode.ino + " cannot be mapped for stores: " + FileFlags.of(inode.flags));
        }
    }
}
