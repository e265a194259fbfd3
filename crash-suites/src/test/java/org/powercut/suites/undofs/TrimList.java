package org.powercut.suites.undofs;

import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.PmemDevice;

/**
 * The inodes that may have more than they should: files that shrink, whose blocks past the end are to go, and files without
 * a name, which are to go as a whole with their last user. A chain from the superblock through the inodes.
 */
final class TrimList {
    private final PmemDevice device;
    private final long inodes;

    TrimList(PmemDevice device, long inodes) {
        this.device = device;
        this.inodes = inodes;
    }

    List<Inode> inodes() {
        List<Inode> chain = new ArrayList<>();
        long at = Layout.SUPER_TRIM;
        for (long number = device.getLong(at); number != 0; number = device.getLong(at)) {
            if (number < 0 || number > inodes || chain.size() > inodes) {
                throw new CorruptFileSystemException("trim list", "next", at, "it leads to inode " + number);
            }
            Inode inode = new Inode(device, number);
            chain.add(inode);
            at = inode.address(Layout.INODE_NEXT);
        }
        return chain;
    }

    /** Puts an inode in front, if it is not on the list. */
    void add(Transaction transaction, Inode inode) {
        if (!inodes().contains(inode)) {
            transaction.put(inode.address(Layout.INODE_NEXT), device.getLong(Layout.SUPER_TRIM));
            transaction.put(Layout.SUPER_TRIM, inode.number());
        }
    }

    void remove(Transaction transaction, Inode inode) {
        List<Inode> chain = inodes();
        int at = chain.indexOf(inode);
        long before = at == 0 ? Layout.SUPER_TRIM : chain.get(at - 1).address(Layout.INODE_NEXT);
        transaction.put(before, inode.get(Layout.INODE_NEXT));
        transaction.put(inode.address(Layout.INODE_NEXT), 0);
    }
}
