package org.powercut.suites.undofs;

import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Makes a device that was unmounted, or lost power at any moment, a volume that can be worked with. */
final class Recovery {
    private Recovery() {}

    static Volume mount(PmemDevice device, MountOptions options) {
        Superblock superblock = Superblock.read(device);
        Journal journal = new Journal(device);
        journal.recover();
        Volume volume = new Volume(device, superblock, journal, options);
        findBlocks(volume);
        trimAll(volume);
        return volume;
    }

    /** Fills the allocator with what inodes lead to. */
    static void findBlocks(Volume volume) {
        for (long number = 1; number <= volume.superblock.inodes(); number++) {
            Inode inode = volume.inode(number);
            if (!inode.isFree()) {
                requireValid(inode);
                volume.allocator.useInode(number);
                String user = "inode[" + number + "]";
                volume.map.forEachBlock(inode, block -> volume.allocator.use(block, user));
            }
        }
    }

    /** Ends what was under way: files without a name go, others lose their blocks past the end. */
    private static void trimAll(Volume volume) {
        FileData data = new FileData(volume);
        for (Inode inode : volume.trimList.inodes()) {
            if (inode.links() == 0) {
                volume.reclaim(inode);
            } else {
                data.trim(inode);
            }
        }
    }

    private static void requireValid(Inode inode) {
        String struct = "inode[" + inode.number() + "]";
        if (!inode.isValid()) {
            throw new CorruptFileSystemException(
                    struct, "kind", inode.address(Layout.INODE_KIND), inode.get(Layout.INODE_KIND) + " is no kind");
        }
        if (inode.size() < 0 || inode.isDirectory() && inode.size() % Pmem.PAGE != 0) {
            throw new CorruptFileSystemException(
                    struct, "size", inode.address(Layout.INODE_SIZE), inode.size() + " is no size");
        }
    }
}
