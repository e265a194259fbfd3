package org.powercut.suites.undofs;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.FileType;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The bytes of regular files. What has a block is overwritten in place, and tears at words; what has none gets blocks, which
 * are durable before the words that lead to them, with the size, in one transaction.
 */
final class FileData {
    private static final long MAX_SIZE = BlockMap.pages(BlockMap.MAX_HEIGHT) * Pmem.PAGE;
    /** So much of a write fits into one transaction: 256 addresses of blocks, and the nodes above them. */
    private static final long CHUNK = 1 << 20;

    private final Volume volume;
    private final PmemDevice device;

    FileData(Volume volume) {
        this.volume = volume;
        this.device = volume.device;
    }

    long read(Inode inode, long offset, MemorySegment target) {
        long length = Math.min(target.byteSize(), Math.max(0, inode.size() - offset));
        for (long at = 0; at < length; ) {
            long position = offset + at;
            long count = Math.min(length - at, Pmem.PAGE - position % Pmem.PAGE);
            long block = volume.map.find(inode, position / Pmem.PAGE);
            if (block == 0) {
                target.asSlice(at, count).fill((byte) 0);
            } else {
                load(inode, block, position, target, at, count);
            }
            at += count;
        }
        return length;
    }

    private void load(Inode inode, long block, long position, MemorySegment target, long at, long count) {
        try {
            device.getBytes(block + position % Pmem.PAGE, target, at, count);
        } catch (MediaErrorException e) {
            throw lost(inode, position / Pmem.PAGE, block, e);
        }
    }

    /** What a media error in the block of a page means for the file. */
    FileMediaErrorException lost(Inode inode, long page, long block, MediaErrorException cause) {
        long from = Math.max(cause.range().offset(), block);
        long to = Math.min(cause.range().end(), block + Pmem.PAGE);
        return new FileMediaErrorException(
                new FileMediaError(inode.number(), pathOf(inode), page * Pmem.PAGE + from - block, to - from), cause);
    }

    /** One of the paths of an inode, or the empty string. */
    private String pathOf(Inode inode) {
        return pathOf(inode, volume.inode(Paths.ROOT), "");
    }

    private String pathOf(Inode inode, Inode directory, String above) {
        for (Directory.Slot slot : volume.directories.list(directory)) {
            String path = above + "/" + slot.name();
            String found = slot.type() == FileType.DIRECTORY ? pathOf(inode, volume.inode(slot.inode()), path) : "";
            if (slot.inode() == inode.number() || !found.isEmpty()) {
                return found.isEmpty() ? path : found;
            }
        }
        return "";
    }

    void write(Inode inode, long offset, MemorySegment source) {
        long length = source.byteSize();
        if (length > MAX_SIZE - offset) {
            throw tooBig(length, offset);
        }
        if (length > CHUNK) {
            requireRoom(inode, offset, length);
        }
        for (long at = 0; at < length; at += CHUNK) {
            MemorySegment chunk = source.asSlice(at, Math.min(CHUNK, length - at));
            long start = offset + at;
            volume.change(transaction -> write(transaction, inode, start, chunk));
        }
    }

    private void write(Transaction transaction, Inode inode, long offset, MemorySegment source) {
        long end = offset + source.byteSize();
        Map<Long, Long> fresh = new HashMap<>();
        for (long page = offset / Pmem.PAGE; page < pages(end); page++) {
            if (volume.map.find(inode, page) == 0) {
                long block = transaction.allocate();
                fresh.put(page, block);
                volume.map.add(transaction, inode, page, block);
            }
        }
        if (end > inode.size()) {
            clearPast(inode, inode.size(), offset);
            transaction.put(inode.address(Layout.INODE_SIZE), end);
        }
        for (long at = 0; at < source.byteSize(); ) {
            long position = offset + at;
            long within = position % Pmem.PAGE;
            long count = Math.min(source.byteSize() - at, Pmem.PAGE - within);
            Long block = fresh.get(position / Pmem.PAGE);
            if (block != null) {
                clear(block, within);
                clear(block + within + count, Pmem.PAGE - within - count);
            } else {
                block = volume.map.find(inode, position / Pmem.PAGE);
            }
            device.ntPutBytes(block + within, source, at, count);
            flushEdges(block + within, count);
            at += count;
        }
        volume.touch(transaction, inode);
    }

    private void requireRoom(Inode inode, long offset, long length) {
        long missing = 0;
        for (long page = offset / Pmem.PAGE; page < pages(offset + length); page++) {
            missing += volume.map.find(inode, page) == 0 ? 1 : 0;
        }
        if (missing > 0) {
            long nodes = missing / BlockMap.pages(1) + 2L * BlockMap.MAX_HEIGHT;
            volume.allocator.require(missing + nodes);
        }
    }

    void truncate(Inode inode, long size) {
        if (size > MAX_SIZE) {
            throw tooBig(size, 0);
        }
        long old = inode.size();
        boolean trims = pages(size) < pages(old);
        volume.change(transaction -> {
            if (size > old) {
                clearPast(inode, old, size);
            }
            if (trims) {
                volume.trimList.add(transaction, inode);
            }
            transaction.put(inode.address(Layout.INODE_SIZE), size);
            volume.touch(transaction, inode);
        });
        if (trims) {
            trim(inode);
        }
        if (size < old) {
            clearPast(inode, size, old);
            device.fence();
        }
    }

    /** Takes away the blocks past the end of a file of the trim list, and the file from the list. */
    void trim(Inode inode) {
        List<Long> freed = volume.map.trim(inode, pages(inode.size()));
        freed.forEach(volume.allocator::free);
        if (inode.links() > 0) {
            volume.transact(transaction -> volume.trimList.remove(transaction, inode));
        }
    }

    /** The block of a page that is stored to through a mapping: durably there on return, and known to be dirty. */
    long fault(Inode inode, long page) {
        long block = volume.map.find(inode, page);
        if (block == 0) {
            volume.change(transaction -> volume.map.add(transaction, inode, page, transaction.allocateZeros()));
            block = volume.map.find(inode, page);
        }
        if (volume.dirtyPages(inode).add(page)) {
            device.putLong(inode.address(Layout.INODE_MTIME), volume.now());
            device.putLong(inode.address(Layout.INODE_CTIME), volume.now());
            device.flush(inode.address(Layout.INODE_MTIME), 2L * Pmem.ATOM);
        }
        return block;
    }

    /** Clears what lies behind the end in the file's last page, up to a position. Durable with the next fence. */
    private void clearPast(Inode inode, long size, long until) {
        long within = size % Pmem.PAGE;
        long block = within == 0 ? 0 : volume.map.find(inode, size / Pmem.PAGE);
        if (block != 0) {
            clear(block + within, Math.min(until - size, Pmem.PAGE - within));
        }
    }

    private void clear(long address, long length) {
        if (length > 0) {
            device.ntFill(address, length, (byte) 0);
            flushEdges(address, length);
        }
    }

    /** Stores past the cache take whole words only: the bytes of a word that is stored in part lie in the cache. */
    private void flushEdges(long address, long length) {
        if (isWithinWord(address)) {
            device.flush(address, 1);
        }
        if (isWithinWord(address + length)) {
            device.flush(address + length - 1, 1);
        }
    }

    private static boolean isWithinWord(long address) {
        return address % Pmem.ATOM != 0;
    }

    static long pages(long size) {
        return (size + Pmem.PAGE - 1) / Pmem.PAGE;
    }

    private static DaxFileSystemException tooBig(long length, long offset) {
        return new DaxFileSystemException(
                Errno.EFBIG, length + " bytes at " + offset + "; a file has at most " + MAX_SIZE + " bytes");
    }
}
