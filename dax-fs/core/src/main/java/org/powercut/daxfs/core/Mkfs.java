package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MkfsOptions;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Makes an empty file system: journal, the first page of inodes and a root directory; superblocks when those are
 * durable.
 */
final class Mkfs {
    static final int ROOT_MODE = 0755;

    private Mkfs() {}

    static void mkfs(PmemDevice device, MkfsOptions options) {
        if (device.size() < Geometry.MINIMUM_PAGES * Pmem.PAGE) {
            throw new DaxFileSystemException(
                    Errno.EINVAL,
                    "a device of %d bytes is too small; dax-fs needs at least %d"
                            .formatted(device.size(), Geometry.MINIMUM_PAGES * Pmem.PAGE));
        }
        if (device.size() / Pmem.PAGE > PageWord.MAX_BLOCKS) {
            throw new DaxFileSystemException(
                    Errno.EFBIG,
                    "a device of %d bytes is too large; dax-fs takes at most %d"
                            .formatted(device.size(), PageWord.MAX_BLOCKS * Pmem.PAGE));
        }
        byte[] label = label(options.label());
        Geometry geometry = Geometry.ofDevice(device.size(), options.inodes());
        clearMetadata(device, geometry);
        makeRoot(device, geometry);
        device.fence();
        Superblock.create(geometry, label, options.uuid()).repair(device);
    }

    private static byte[] label(String label) {
        byte[] bytes = Names.utf8("label", label);
        if (bytes.length > Layout.Superblock.LABEL_LENGTH) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "a label of " + bytes.length + " bytes, at most 64 are possible");
        }
        return bytes;
    }

    private static void clearMetadata(PmemDevice device, Geometry geometry) {
        zeroPage(device, Layout.SUPERBLOCK_PAGE * Pmem.PAGE);
        zeroPage(device, geometry.replicaOffset(Layout.SUPERBLOCK_PAGE * Pmem.PAGE));
        zeroPage(device, Layout.JOURNAL_PAGE * Pmem.PAGE);
        zeroPage(device, geometry.replicaOffset(Layout.JOURNAL_PAGE * Pmem.PAGE));
        new InodeTable(device, geometry).zeroPage(Layout.INODE_TABLE_PAGE * Pmem.PAGE);
    }

    private static void zeroPage(PmemDevice device, long offset) {
        Poison.clearListed(device, offset, Pmem.PAGE);
        device.ntFill(offset, Pmem.PAGE, (byte) 0);
    }

    private static void makeRoot(PmemDevice device, Geometry geometry) {
        InodeTable table = new InodeTable(device, geometry);
        Inode root = new Inode(
                Layout.ROOT_INO, new InodeLog(device, new Allocator(geometry), Layout.ROOT_INO), FileType.DIRECTORY);
        table.initialise(Layout.ROOT_INO, FileType.DIRECTORY, 1, 1, 0, false);
        EntryBuffer entry = new EntryBuffer()
                .begin(EntryType.ATTR, EntryType.ATTR.struct.length(), 0, 1)
                .flags(FileFlags.DAX)
                .putInt(Layout.AttrEntry.MODE, ROOT_MODE)
                .putInt(Layout.AttrEntry.NLINK, 2);
        root.log.append(entry, new EntryBuffer(), true);
        table.storeTail(Layout.ROOT_INO, root.log.stagedWord());
    }
}
