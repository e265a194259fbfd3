package org.powercut.suites.undofs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * A mounted device: its parts, and what is known in DRAM only, which is who uses an inode and which mapped pages are dirty. One
 * lock for everything.
 */
final class Volume {
    final PmemDevice device;
    final Superblock superblock;
    final Allocator allocator;
    final BlockMap map;
    final Directory directories;
    final TrimList trimList;
    private final Journal journal;
    private final MountOptions options;
    private final Map<Long, Integer> users = new HashMap<>();
    private final Map<Long, NavigableSet<Long>> dirty = new HashMap<>();
    private boolean mounted = true;

    Volume(PmemDevice device, Superblock superblock, Journal journal, MountOptions options) {
        this.device = device;
        this.superblock = superblock;
        this.journal = journal;
        this.options = options;
        this.allocator = new Allocator(superblock);
        this.map = new BlockMap(device);
        this.directories = new Directory(device, map);
        this.trimList = new TrimList(device, superblock.inodes());
    }

    // one operation at a time

    synchronized <T> T locked(Supplier<T> operation) {
        if (!mounted) {
            throw new DaxFileSystemException(Errno.ESHUTDOWN, "undo-fs");
        }
        return operation.get();
    }

    synchronized void run(Runnable operation) {
        locked(() -> {
            operation.run();
            return mounted;
        });
    }

    /** Runs a change that a user asks for, all or nothing. */
    void change(Consumer<Transaction> change) {
        requireWritable();
        transact(change);
    }

    void requireWritable() {
        if (options.readOnly()) {
            throw new DaxFileSystemException(Errno.EROFS, "it is mounted read-only");
        }
    }

    /** As {@link #change}, also where users may change nothing. */
    void transact(Consumer<Transaction> change) {
        Transaction transaction = new Transaction(device, allocator);
        try {
            change.accept(transaction);
            journal.commit(transaction);
        } catch (RuntimeException e) {
            transaction.abort();
            throw e;
        }
    }

    // users

    void acquire(Inode inode) {
        users.merge(inode.number(), 1, Integer::sum);
    }

    void release(Inode inode) {
        users.computeIfPresent(inode.number(), (number, count) -> count == 1 ? null : count - 1);
        reclaim(inode);
    }

    /** Frees an inode that has neither a name nor a user. */
    void reclaim(Inode inode) {
        if (inode.links() == 0 && !users.containsKey(inode.number())) {
            evict(inode);
        }
    }

    private void evict(Inode inode) {
        transact(transaction -> {
            transaction.put(inode.address(Layout.INODE_KIND), 0);
            trimList.remove(transaction, inode);
        });
        map.forEachBlock(inode, allocator::free);
        allocator.freeInode(inode.number());
        dirty.remove(inode.number());
    }

    // dirty pages

    /** The pages of an inode that were stored to through mappings, and not been written back since. */
    NavigableSet<Long> dirtyPages(Inode inode) {
        return dirty.computeIfAbsent(inode.number(), number -> new TreeSet<>());
    }

    private void syncAll() {
        dirty.forEach((number, pages) -> writeBack(new Inode(device, number), pages));
        device.fence();
    }

    /** Starts to write pages back; they are clean then. */
    void writeBack(Inode inode, NavigableSet<Long> pages) {
        for (long page : pages) {
            long block = map.find(inode, page);
            if (block != 0) {
                device.flush(block, Pmem.PAGE);
            }
        }
        pages.clear();
    }

    synchronized boolean isMounted() {
        return mounted;
    }

    synchronized void sync() {
        run(this::syncAll);
    }

    synchronized void unmount() {
        if (mounted) {
            syncAll();
            users.clear();
            trimList.inodes().forEach(this::reclaim);
            mounted = false;
        }
    }

    // attributes

    Inode inode(long number) {
        return new Inode(device, number);
    }

    boolean isReadOnly() {
        return options.readOnly();
    }

    /** Nanoseconds since the epoch. */
    long now() {
        Instant now = options.clock().instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    /** Content and inode change now. */
    void touch(Transaction transaction, Inode inode) {
        transaction.put(inode.address(Layout.INODE_MTIME), now());
        changed(transaction, inode);
    }

    /** The inode changes now. */
    void changed(Transaction transaction, Inode inode) {
        transaction.put(inode.address(Layout.INODE_CTIME), now());
    }
}
