package org.powercut.daxfs.core;

import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.Pmem;

/** Makes the segment of a mapping: one run of blocks, pinned, and dirty as long as it can be stored to. */
final class SegmentMaker {
    private final DaxFs fs;
    private final Inode inode;
    private final MappedPages pages;
    private final long start;
    private final long length;

    /** Of a mapping of {@code length} bytes of the file from {@code start} on. */
    SegmentMaker(DaxFs fs, Inode inode, MappedPages pages, long start, long length) {
        this.fs = fs;
        this.inode = inode;
        this.pages = pages;
        this.start = start;
        this.length = length;
    }

    /** @throws PinnedException if pages must be unpinned first */
    MappedSegment make() {
        if (fs.volume.media.memory(0, 0).isEmpty()) {
            throw new NotSupportedException("the device has no memory to show: use the mapping's own methods");
        }
        fs.volume.gate.enter();
        long stamp = inode.lock.writeLock();
        try {
            return makeLocked();
        } finally {
            inode.lock.unlockWrite(stamp);
            fs.volume.gate.exit();
        }
    }

    private MappedSegment makeLocked() {
        long from = FileSize.page(start);
        long to = FileSize.pages(start + length);
        pages.requirePinnable(to);
        boolean stores = pages.mode() != MapMode.SHARED_READ;
        Relocation relocation = new Relocation(fs, inode, from, to);
        long block = relocation.run(stores);
        if (block == 0) {
            fs.volume.requireWritable();
            block = relocation.relocate();
        } else if (!fs.volume.isReadOnly() && FileSize.pages(inode.size) == to && FileSize.inPage(inode.size) != 0) {
            fs.writer.zeroTail(inode, block + to - from - 1, new PageBuffer());
        }
        pages.syncLogIfPromised();
        Mappings mappings = fs.mappingsOf(inode);
        MappedSegment segment = new MappedSegment(fs.volume, mappings, from, to, block * Pmem.PAGE, length, stores);
        if (stores) {
            inode.mtime = inode.ctime = fs.volume.now();
            fs.volume.markDirty(inode);
        }
        return segment;
    }
}
