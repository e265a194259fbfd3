package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FaultCounts;
import org.powercut.daxfs.FaultHook;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.MapAdvice;
import org.powercut.daxfs.MapMode;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;

/**
 * A mapping as users see it: checks positions, splits what crosses a page, and turns poison into the typed error with
 * the file's name. The work is done by {@link MappedAccess}.
 */
final class Mapping implements DaxMapping {
    private final DaxFs fs;
    private final Inode inode;
    private final long start;
    private final long length;
    private final boolean readOnly;
    private final MappedPages pages;
    private final MappedAccess access;
    private final List<MediaErrorFeed.Listener> listeners = new CopyOnWriteArrayList<>();
    /** Guarded by this object's monitor. */
    private @Nullable MappedSegment segment;

    Mapping(DaxFs fs, Inode inode, MapMode mode, long start, long length, PageTable table) {
        this.fs = fs;
        this.inode = inode;
        this.start = start;
        this.length = length;
        this.readOnly = mode == MapMode.SHARED_READ;
        this.pages = new MappedPages(fs, inode, mode, table);
        this.access = new MappedAccess(fs, inode, start, table, pages);
    }

    @Override
    public MapMode mode() {
        return pages.mode();
    }

    @Override
    public long length() {
        return length;
    }

    // loads

    @Override
    public byte getByte(long position) {
        checkRange(position, Byte.BYTES);
        try {
            return access.getByte(position);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public int getInt(long position) {
        checkRange(position, Integer.BYTES);
        if (crossesPage(position, Integer.BYTES)) {
            return Bytes.getInt(getBytes(position, Integer.BYTES), 0);
        }
        try {
            return access.getInt(position);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public long getLong(long position) {
        checkRange(position, Long.BYTES);
        if (crossesPage(position, Long.BYTES)) {
            return Bytes.getLong(getBytes(position, Long.BYTES), 0);
        }
        try {
            return access.getLong(position);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public long getLong(long position, AccessMode order) {
        checkAtom(position);
        try {
            return access.getLong(position, order);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public void getBytes(long position, MemorySegment target, long targetOffset, long count) {
        checkRange(position, count);
        Objects.checkFromIndexSize(targetOffset, count, target.byteSize());
        try {
            for (long done = 0; done < count; ) {
                long part = untilPageEnd(position + done, count - done);
                access.getBytes(position + done, target, targetOffset + done, part);
                done += part;
            }
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    // stores

    @Override
    public void putByte(long position, byte value) {
        checkStore(position, Byte.BYTES);
        try {
            access.putByte(position, value);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public void putInt(long position, int value) {
        checkStore(position, Integer.BYTES);
        if (crossesPage(position, Integer.BYTES)) {
            byte[] bytes = new byte[Integer.BYTES];
            Bytes.putInt(bytes, 0, value);
            putBytes(position, bytes);
            return;
        }
        try {
            access.putInt(position, value);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public void putLong(long position, long value) {
        checkStore(position, Long.BYTES);
        if (crossesPage(position, Long.BYTES)) {
            byte[] bytes = new byte[Long.BYTES];
            Bytes.putLong(bytes, 0, value);
            putBytes(position, bytes);
            return;
        }
        try {
            access.putLong(position, value);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public void putLong(long position, long value, AccessMode order) {
        checkStore(position, Long.BYTES);
        checkAtom(position);
        try {
            access.putLong(position, value, order);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public void putBytes(long position, MemorySegment source, long sourceOffset, long count) {
        checkStore(position, count);
        Objects.checkFromIndexSize(sourceOffset, count, source.byteSize());
        try {
            for (long done = 0; done < count; ) {
                long part = untilPageEnd(position + done, count - done);
                access.putBytes(position + done, source, sourceOffset + done, part);
                done += part;
            }
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public void ntPutLong(long position, long value) {
        checkStore(position, Long.BYTES);
        checkAtom(position);
        try {
            access.ntPutLong(position, value);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    @Override
    public boolean compareAndSetLong(long position, long expected, long value) {
        checkStore(position, Long.BYTES);
        checkAtom(position);
        try {
            return access.compareAndSetLong(position, expected, value);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    // durability

    @Override
    public void flush(long position, long count) {
        checkRange(position, count);
        for (long done = 0; done < count; ) {
            long part = untilPageEnd(position + done, count - done);
            access.flush(position + done, part);
            done += part;
        }
    }

    @Override
    public void fence() {
        pages.requireUsable();
        fs.volume.media.fence();
    }

    @Override
    public void force(long position, long count) {
        checkRange(position, count);
        pages.requireUsable();
        if (pages.mode() != MapMode.PRIVATE && count > 0) {
            fs.syncRange(inode, FileSize.page(start + position), FileSize.page(start + position + count - 1) + 1);
        }
    }

    // control

    @Override
    public void advise(MapAdvice advice) {
        pages.requireUsable();
        switch (advice) {
            case DIRECT -> NewMapping.requireDirect(fs.volume, inode);
            case SYNC -> pages.upgradeToSync();
        }
    }

    @Override
    public Pin pin(long position, long count) {
        if (count <= 0) {
            throw new DaxFileSystemException(Errno.EINVAL, "cannot pin " + count + " bytes");
        }
        checkRange(position, count);
        long from = FileSize.page(start + position);
        try {
            Pins.Range range = Layouts.whenUnpinned(() -> pages.pin(from, FileSize.pages(start + position + count)));
            return () -> {
                if (pages.unpin(range)) {
                    fs.release(inode);
                }
            };
        } catch (PoisonedFileException e) { // a page that a snapshot shows, too, is copied
            throw fs.surface(e);
        }
    }

    @Override
    public void onMissingPage(@Nullable FaultHook hook) {
        pages.requireUsable();
        pages.onMissingPage(hook);
    }

    @Override
    public void onMediaError(Consumer<FileMediaError> listener) {
        pages.requireUsable();
        MediaErrorFeed.Listener mine = error -> {
            if (error.ino() == inode.ino
                    && error.offset() < start + length
                    && start < error.offset() + error.length()) {
                listener.accept(error);
            }
        };
        listeners.add(mine);
        fs.volume.mediaErrorFeed.add(mine);
    }

    @Override
    public synchronized MemorySegment segment() {
        pages.requireUsable();
        MappedSegment made = segment;
        while (made == null) {
            try {
                segment = made = new SegmentMaker(fs, inode, pages, start, length).make();
            } catch (PinnedException e) {
                e.await();
            } catch (PoisonedFileException e) {
                throw fs.surface(e);
            }
        }
        return made.segment;
    }

    @Override
    public FaultCounts faults() {
        return pages.counts();
    }

    @Override
    public synchronized void close() {
        if (segment != null) {
            segment.invalidate();
        }
        if (pages.close(segment)) {
            listeners.forEach(fs.volume.mediaErrorFeed::remove);
            fs.release(inode);
        }
    }

    // checks

    private void checkRange(long position, long count) {
        Objects.checkFromIndexSize(position, count, length);
    }

    private void checkStore(long position, long count) {
        if (readOnly) {
            throw new DaxFileSystemException(Errno.EBADF, "the mapping is for reading; map it SHARED to store");
        }
        checkRange(position, count);
    }

    private void checkAtom(long position) {
        checkRange(position, Long.BYTES);
        if (position % Pmem.ATOM != 0) {
            throw new IllegalArgumentException("position " + position + " is not a multiple of 8");
        }
    }

    private static boolean crossesPage(long position, int count) {
        return FileSize.inPage(position) > Pmem.PAGE - count;
    }

    private static long untilPageEnd(long position, long count) {
        return Math.min(count, Pmem.PAGE - FileSize.inPage(position));
    }
}
