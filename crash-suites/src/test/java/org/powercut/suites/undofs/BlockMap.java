package org.powercut.suites.undofs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Which block holds which page of an inode: a radix tree of nodes with 512 addresses. A tree of height 0 is the block of page
 * 0. Root and height are one word of the inode, so that a tree grows and goes with one store.
 */
final class BlockMap {
    /** 512 GiB. */
    static final int MAX_HEIGHT = 3;

    private static final int BITS = 9;
    private static final int FAN_OUT = 1 << BITS;
    private static final long HEIGHT = Pmem.PAGE - 1;

    private final PmemDevice device;

    BlockMap(PmemDevice device) {
        this.device = device;
    }

    /** The address of the block of a page, or 0. */
    long find(Inode inode, long page) {
        long root = inode.get(Layout.INODE_ROOT);
        int height = height(root);
        if (page >= pages(height)) {
            return 0;
        }
        long block = address(root);
        for (int level = height; level > 0 && block != 0; level--) {
            block = device.getLong(slot(block, page, level));
        }
        return block;
    }

    /** Gives a page, which has none, a block. */
    void add(Transaction transaction, Inode inode, long page, long block) {
        long place = inode.address(Layout.INODE_ROOT);
        while (page >= pages(height(transaction.get(place)))) {
            grow(transaction, place);
        }
        int height = height(transaction.get(place));
        if (height == 0) {
            transaction.put(place, block);
            return;
        }
        long node = address(transaction.get(place));
        if (node == 0) {
            node = transaction.allocateZeros();
            transaction.put(place, node | height);
        }
        for (int level = height; level > 1; level--) {
            long slot = slot(node, page, level);
            node = transaction.get(slot);
            if (node == 0) {
                node = transaction.allocateZeros();
                transaction.put(slot, node);
            }
        }
        transaction.put(slot(node, page, 1), block);
    }

    private static void grow(Transaction transaction, long place) {
        long root = transaction.get(place);
        int height = height(root) + 1;
        if (address(root) == 0) {
            transaction.put(place, height);
            return;
        }
        long node = transaction.allocateZeros();
        transaction.put(node, address(root));
        transaction.put(place, node | height);
    }

    /**
     * Takes away all pages from one on, durably, and tells the blocks that are free then. Not atomic: what a crash interrupts
     * is done again for each inode of the trim list.
     */
    List<Long> trim(Inode inode, long from) {
        List<Long> freed = new ArrayList<>();
        long root = inode.get(Layout.INODE_ROOT);
        if (address(root) == 0) {
            return freed;
        }
        if (from == 0) {
            collect(address(root), height(root), freed::add);
            device.putLong(inode.address(Layout.INODE_ROOT), 0);
            device.flush(inode.address(Layout.INODE_ROOT), Pmem.ATOM);
        } else if (height(root) > 0) {
            trim(address(root), height(root), 0, from, freed);
        }
        device.fence();
        return freed;
    }

    private void trim(long node, int level, long first, long from, List<Long> freed) {
        long span = pages(level - 1);
        for (int i = 0; i < FAN_OUT; i++) {
            long start = first + i * span;
            long slot = node + (long) i * Pmem.ATOM;
            long child = start + span <= from ? 0 : device.getLong(slot);
            if (child != 0 && start >= from) {
                collect(child, level - 1, freed::add);
                device.putLong(slot, 0);
                device.flush(slot, Pmem.ATOM);
            } else if (child != 0) {
                trim(child, level - 1, start, from, freed);
            }
        }
    }

    /** All blocks of an inode, those of the tree too. */
    void forEachBlock(Inode inode, LongConsumer blocks) {
        long root = inode.get(Layout.INODE_ROOT);
        if (height(root) > MAX_HEIGHT) {
            throw new CorruptFileSystemException(
                    "inode[" + inode.number() + "]",
                    "root",
                    inode.address(Layout.INODE_ROOT),
                    "a block map of height " + height(root) + ", at most " + MAX_HEIGHT + " is possible");
        }
        collect(address(root), height(root), blocks);
    }

    /** How many pages of an inode have a block. */
    long count(Inode inode) {
        return count(inode, Long.MAX_VALUE);
    }

    /** How many pages of an inode before one have a block. */
    long count(Inode inode, long before) {
        long root = inode.get(Layout.INODE_ROOT);
        return count(address(root), height(root), 0, before);
    }

    private long count(long node, int level, long first, long before) {
        if (node == 0 || first >= before) {
            return 0;
        }
        if (level == 0) {
            return 1;
        }
        long count = 0;
        for (int i = 0; i < FAN_OUT; i++) {
            count +=
                    count(device.getLong(node + (long) i * Pmem.ATOM), level - 1, first + i * pages(level - 1), before);
        }
        return count;
    }

    private void collect(long node, int level, LongConsumer blocks) {
        if (node == 0) {
            return;
        }
        blocks.accept(node);
        for (int i = 0; level > 0 && i < FAN_OUT; i++) {
            collect(device.getLong(node + (long) i * Pmem.ATOM), level - 1, blocks);
        }
    }

    /** How many pages a tree of a height can have. */
    static long pages(int height) {
        return 1L << (BITS * height);
    }

    private static long slot(long node, long page, int level) {
        return node + ((page >>> (BITS * (level - 1))) & (FAN_OUT - 1)) * Pmem.ATOM;
    }

    private static int height(long root) {
        return (int) (root & HEIGHT);
    }

    private static long address(long root) {
        return root & ~HEIGHT;
    }
}
