package org.powercut.daxfs.core;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FaultCounts;
import org.powercut.daxfs.FaultHook;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
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
    private final PageTable table;
    private final MissingPages missing;
    private volatile MapMode mode;
    private boolean closed;
    /** Faults so far, see {@link FaultCounts}. */
    private long loads;

    private long stores;
    private long copies;
    private long commits;
    private long huge;

    MappedPages(DaxFs fs, Inode inode, MapMode mode, PageTable table) {
        this.fs = fs;
        this.volume = fs.volume;
        this.inode = inode;
        this.mode = mode;
        this.table = table;
        this.missing = new MissingPages(fs, inode, table, mode == MapMode.PRIVATE);
    }

    // life

    /**
     * Unmaps; false if that was done before.
     *
     * @param segment the mapping's segment, which is invalid now
     */
    boolean close(@Nullable MappedSegment segment) {
        long stamp = inode.lock.writeLock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            table.dropAll();
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                if (segment != null) {
                    mappings.removeSegment(segment);
                }
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
        MemorySegment supplied = missing.ask(index);
        boolean changes = mode != MapMode.PRIVATE && (store || supplied != null);
        Layouts.whenUnpinned(() -> fault(index, store, supplied, changes));
    }

    private void fault(int index, boolean store, @Nullable MemorySegment supplied, boolean changes) {
        if (changes) {
            volume.gate.enter();
        }
        try {
            faultInside(index, store, supplied);
        } finally {
            if (changes) {
                volume.gate.exit();
            }
        }
    }

    private void faultInside(int index, boolean store, @Nullable MemorySegment supplied) {
        long stamp = inode.lock.writeLock();
        try {
            requireUsable();
            long page = table.filePage(index);
            requireInFile(page);
            if (supplied != null && inode.pages.get(page) == 0) {
                missing.fill(index, page, supplied);
            }
            if (table.allows(index, store)) {
                return; // another thread was faster
            }
            if (!store) {
                mapForLoads(index, page);
                loads++;
            } else {
                if (mode == MapMode.PRIVATE) {
                    mapPrivateCopy(index, page);
                } else {
                    mapForStores(index, page);
                }
                stores++;
            }
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    void requireInFile(long page) {
        if (page << FileSize.PAGE_SHIFT >= inode.size) {
            throw new PastEndOfFileException("inode %d, offset %d; the file has %d bytes"
                    .formatted(inode.ino, page << FileSize.PAGE_SHIFT, inode.size));
        }
    }

    private void mapForLoads(int index, long page) {
        long word = inode.pages.word(page);
        if (mode != MapMode.PRIVATE && !volume.isDax(inode)) {
            table.mapCopy(index, cached(page), false);
        } else if (word == PageWord.HOLE || PageWord.isUnwritten(word)) {
            table.mapCopy(index, ZERO_PAGE, false);
        } else if (!isLastAndPartial(page)) {
            if (!mapHuge(index, page, false)) {
                table.mapBlock(index, PageWord.block(word), false);
            }
        } else if (volume.isReadOnly() || mustStay(word) || !volume.gate.tryEnter()) {
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

    /** Whether not even bytes past the end of the file may change where a page lies. */
    private boolean mustStay(long word) {
        return volume.mustCopy(word) || volume.checksums.isOn(word);
    }

    private void mapPrivateCopy(int index, long page) {
        table.mapCopy(index, readPage(page), true);
    }

    /** A shared page that can be stored to lies in the file durably, and is known to be dirty from here on. */
    private void mapForStores(int index, long page) {
        volume.requireWritable();
        FileFlags.requireWritable(inode, false);
        volume.commits.beforeStoreInPlace(inode);
        Mappings mappings = fs.mappingsOf(inode);
        if (!volume.isDax(inode)) {
            mapCachedForStores(index, page, mappings);
        } else if (!mapHuge(index, page, true)) {
            long block = prepareForStores(page, mappings);
            syncLogIfPromised();
            mappings.markDirty(page);
            volume.markDirty(inode);
            table.mapBlock(index, block, true);
        }
    }

    /** Before a page becomes writable, the file has its block durably, if the mapping promises that (MAP_SYNC). */
    void syncLogIfPromised() {
        if (mode == MapMode.SHARED_SYNC) {
            volume.commits.syncLog(inode);
        }
    }

    /** Gives a page a block that may be stored to. Returns the block. */
    private long prepareForStores(long page, Mappings mappings) {
        Transaction transaction = new Transaction(volume);
        long word = inode.pages.word(page);
        long block = PageWord.block(word);
        if (word == PageWord.HOLE || PageWord.isUnwritten(word)) {
            block = fs.writer.allocatePage(inode, page, transaction);
            mappings.invalidate(page, page + 1);
            LogCompactor.compactIfLong(inode, transaction);
            commits++;
        } else if (fs.writer.unsharing.mustCopy(inode, page)) {
            fs.writer.layouts.breakLayout(inode, page, page + 1);
            block = fs.writer.unsharing.copy(inode, page, transaction);
            LogCompactor.compactIfLong(inode, transaction);
            copies++;
            commits++;
        } else {
            volume.checksums.turnOff(inode, page);
            zeroTail(page, block);
            mappings.dropCopies(page, page + 1);
            inode.mtime = inode.ctime = volume.now();
        }
        volume.checksums.turnOff(inode, page);
        return block;
    }

    /** Maps 2 MiB at once if they can be; a store leaves all of them dirty. */
    private boolean mapHuge(int index, long page, boolean store) {
        long first = HugePages.floor(page);
        long end = first + HugePages.PAGES;
        if (!table.covers(first, end) || end << FileSize.PAGE_SHIFT > inode.size) {
            return false;
        }
        long block = HugePages.block(inode.pages, first);
        if (block == 0 || store && !areStoredInPlace(first)) {
            return false;
        }
        if (store) {
            syncLogIfPromised();
            Mappings mappings = fs.mappingsOf(inode);
            mappings.dropCopies(first, end);
            mappings.markDirty(first, HugePages.PAGES);
            inode.mtime = inode.ctime = volume.now();
            volume.markDirty(inode);
        }
        table.mapBlocks(index - (int) (page - first), block, HugePages.PAGES, store);
        huge++;
        return true;
    }

    /** Whether nothing needs to be done for any page of 2 MiB before it is stored to. */
    private boolean areStoredInPlace(long first) {
        for (int i = 0; i < HugePages.PAGES; i++) {
            long word = inode.pages.word(first + i);
            if (volume.mustCopy(word) || PageWord.isChecksummed(word)) {
                return false;
            }
        }
        return true;
    }

    // files without DAX

    /** The page in DRAM that all shared mappings of the file show. */
    private MemorySegment cached(long page) {
        Mappings mappings = fs.mappingsOf(inode);
        PageCache cache = mappings.cache;
        if (cache == null) {
            mappings.cache = cache = new PageCache();
        }
        MemorySegment bytes = cache.get(page);
        if (bytes == null) {
            bytes = readPage(page);
            cache.put(page, bytes);
        }
        return bytes;
    }

    /** A hole gets its block now, so that its way back cannot fail for want of space. */
    private void mapCachedForStores(int index, long page, Mappings mappings) {
        MemorySegment bytes = cached(page);
        if (inode.pages.get(page) == 0) {
            prepareForStores(page, mappings);
        } else {
            inode.mtime = inode.ctime = volume.now();
        }
        requireNonNull(mappings.cache).markDirty(page);
        volume.markDirty(inode);
        table.mapCopy(index, bytes, true);
    }

    // what users ask for

    void onMissingPage(@Nullable FaultHook hook) {
        missing.hook = hook;
    }

    FaultCounts counts() {
        long stamp = inode.lock.readLock();
        try {
            return new FaultCounts(loads, stores, copies, commits, huge);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    MapMode mode() {
        return mode;
    }

    /** Makes a shared mapping one that keeps the promise of MAP_SYNC. */
    void upgradeToSync() {
        long stamp = inode.lock.writeLock();
        try {
            requireUsable();
            NewMapping.requireSync(volume, inode);
            if (mode == MapMode.PRIVATE) {
                throw new NotSupportedException("a private mapping has nothing to make durable");
            }
            if (mode == MapMode.SHARED) {
                mode = MapMode.SHARED_SYNC;
                table.writeProtect(0, Long.MAX_VALUE); // what can be stored to has been made durable under this mode
            }
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    /**
     * Pins pages of a mapping.
     *
     * @param to the page after the last
     */
    Pins.Range pin(long from, long to) {
        volume.gate.enter();
        long stamp = inode.lock.writeLock();
        try {
            requirePinnable(to);
            Mappings mappings = fs.mappingsOf(inode);
            for (long page = from; page < to; page++) {
                if (NewPages.isNew(volume, inode.pages.word(page))) {
                    volume.requireWritable();
                    prepareForStores(page, mappings);
                }
                if (mode != MapMode.SHARED_READ) {
                    volume.checksums.turnOff(inode, page);
                }
            }
            syncLogIfPromised();
            Pins.Range range = pinsOf(mappings).add(from, to);
            if (mode != MapMode.SHARED_READ) {
                volume.storingPins.incrementAndGet();
            }
            inode.references++;
            return range;
        } finally {
            inode.lock.unlockWrite(stamp);
            volume.gate.exit();
        }
    }

    /** Unpins; false if that was done before. Takes no lock that an operation that waits for it could hold. */
    boolean unpin(Pins.Range range) {
        Mappings mappings = inode.mappings;
        Pins pins = mappings == null ? null : mappings.pins;
        boolean mine = pins != null && pins.remove(range);
        if (mine && mode != MapMode.SHARED_READ) {
            volume.storingPins.decrementAndGet();
        }
        return mine;
    }

    static Pins pinsOf(Mappings mappings) {
        Pins pins = mappings.pins;
        if (pins == null) {
            mappings.pins = pins = new Pins();
        }
        return pins;
    }

    /** Fails unless pages of the mapping before {@code to} can be pinned. The caller holds the lock for writing. */
    void requirePinnable(long to) {
        requireUsable();
        if (mode == MapMode.PRIVATE) {
            throw new NotSupportedException("a private mapping has pages of its own");
        }
        NewMapping.requireDirect(volume, inode);
        requireInFile(to - 1);
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
