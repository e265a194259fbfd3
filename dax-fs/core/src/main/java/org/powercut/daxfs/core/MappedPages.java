package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.pmem.Pmem;

/**
 * The software MMU of one mapping: where the {@link PageTable} does not allow an access, a fault takes the inode's lock
 * for writing, asks the file system, and fills in the entry. The accesses themselves are in {@link MappedAccess}.
 */
final class MappedPages {
    private static final MemorySegment ZERO_PAGE =
            MemorySegment.ofArray(new long[Pmem.PAGE / Long.BYTES]).asReadOnly();

    private final DaxFs fs;
    private final Volume volume;
    private final Inode inode;
    private final MapMode mode;
    private final PageTable table;
    private boolean closed;

    MappedPages(DaxFs fs, Inode inode, MapMode mode, PageTable table) {
        this.fs = fs;
        this.volume = fs.volume;
        this.inode = inode;
        this.mode = mode;
        this.table = table;
    }

    // life

    /** Unmaps; false if that was done before. */
    boolean close() {
        long stamp = inode.lock.writeLock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            table.dropAll();
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                mappings.remove(table);
            }
            return true;
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    void requireUsable() {
        if (closed) {
            throw new DaxFileSystemException(Errno.EBADF, "the mapping is closed");
        }
        volume.requireMounted();
    }

    // the MMU

    /** Makes a page ready for a load or store, or says why it cannot be. The caller holds no lock. */
    void fault(int index, boolean store) {
        boolean changes = store && mode != MapMode.PRIVATE;
        if (changes) {
            volume.gate.enter();
        }
        try {
            faultInside(index, store);
        } finally {
            if (changes) {
                volume.gate.exit();
            }
        }
    }

    private void faultInside(int index, boolean store) {
        long stamp = inode.lock.writeLock();
        try {
            requireUsable();
            long page = table.filePage(index);
            if (page << FileSize.PAGE_SHIFT >= inode.size) {
                throw new PastEndOfFileException("inode %d, offset %d; the file has %d bytes"
                        .formatted(inode.ino, page << FileSize.PAGE_SHIFT, inode.size));
            }
            if (!store) {
                mapForLoads(index, page);
            } else if (mode == MapMode.PRIVATE) {
                mapPrivateCopy(index, page);
            } else {
                mapForStores(index, page);
            }
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private void mapForLoads(int index, long page) {
        long word = inode.pages.word(page);
        if (word == PageWord.HOLE || PageWord.isUnwritten(word)) {
            table.mapCopy(index, ZERO_PAGE, false);
        } else if (!isLastAndPartial(page)) {
            table.mapBlock(index, PageWord.block(word), false);
        } else if (volume.isReadOnly() || volume.mustCopy(word) || !volume.gate.tryEnter()) {
            table.mapCopy(index, readPage(page).asReadOnly(), false);
        } else {
            try {
                zeroTail(page, PageWord.block(word));
            } finally {
                volume.gate.exit();
            }
            table.mapBlock(index, PageWord.block(word), false);
        }
    }

    private void mapPrivateCopy(int index, long page) {
        table.mapCopy(index, readPage(page), true);
    }

    /** A shared page that can be stored to lies in the file durably, and is known to be dirty from here on. */
    private void mapForStores(int index, long page) {
        volume.requireWritable();
        FileFlags.requireWritable(inode, false);
        Transaction transaction = new Transaction(volume);
        long block = inode.pages.get(page);
        Mappings mappings = fs.mappingsOf(inode);
        if (block == 0) {
            block = fs.writer.allocatePage(inode, page, transaction);
            mappings.invalidate(page, page + 1);
            LogCompactor.compactIfLong(inode, transaction);
        } else if (fs.writer.unsharing.mustCopy(inode, page)) {
            block = fs.writer.unsharing.copy(inode, page, transaction);
            LogCompactor.compactIfLong(inode, transaction);
        } else {
            zeroTail(page, block);
            mappings.dropCopies(page, page + 1);
            inode.mtime = inode.ctime = volume.now();
        }
        mappings.markDirty(page);
        volume.markDirty(inode);
        table.mapBlock(index, block, true);
    }

    private boolean isLastAndPartial(long page) {
        return page == FileSize.page(inode.size) && FileSize.inPage(inode.size) != 0;
    }

    private void zeroTail(long page, long block) {
        if (isLastAndPartial(page)) {
            fs.writer.zeroTail(inode, block, new PageBuffer());
        }
    }

    /** A copy of a page of the file, zero past the end. */
    private MemorySegment readPage(long page) {
        MemorySegment copy = MemorySegment.ofArray(new long[Pmem.PAGE / Long.BYTES]);
        fs.reader.read(inode, page << FileSize.PAGE_SHIFT, copy);
        return copy;
    }
}
