package org.powercut.daxfs.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.RangeLock;
import org.powercut.daxfs.Stat;

/** An open file, or an open directory, which can be looked at and synced only. */
final class OpenFile implements DaxFile, RangeLocks.Owner {
    private final DaxFs fs;
    private final Inode inode;
    private final Access access;
    private final WriteErrors.Listener writeErrors;
    private final FileLocks locks;
    private volatile boolean closed;
    /** Guarded by the inode's lock for writing. */
    private @Nullable Transaction transaction;

    OpenFile(DaxFs fs, Inode inode, Access access) {
        this.fs = fs;
        this.inode = inode;
        this.access = access;
        this.writeErrors = fs.volume.writeErrors.listener(inode);
        this.locks = new FileLocks(inode, this);
    }

    /** The inode of an open file; EXDEV if it is not of {@code fs}, EBADF if it was closed. */
    static Inode inodeOf(DaxFile file, DaxFs fs) {
        if (!(file instanceof OpenFile open) || open.fs != fs) {
            throw new DaxFileSystemException(Errno.EXDEV, "the file is of another file system");
        }
        open.requireOpen();
        return open.inode;
    }

    @Override
    public Stat stat() {
        long stamp = inode.lock.readLock();
        try {
            requireOpen();
            return inode.stat(fs.volume.isDax(inode));
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    @Override
    public long read(long offset, MemorySegment target) {
        requireFile(access.readable(), "reading");
        requireOffset(offset);
        try {
            return readLocked(offset, target);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    private long readLocked(long offset, MemorySegment target) {
        AccessMark mark = inode.lock.enter();
        try {
            requireOpen();
            return fs.reader.read(inode, offset, target);
        } finally {
            inode.lock.leave(mark);
        }
    }

    @Override
    public void write(long offset, MemorySegment source) {
        requireOffset(offset);
        write(offset, access.appends(), source);
    }

    @Override
    public long append(MemorySegment source) {
        return write(0, true, source);
    }

    private long write(long offset, boolean atEnd, MemorySegment source) {
        requireFile(access.writable(), "writing");
        while (true) {
            try {
                long start = writeLocked(offset, atEnd, source);
                syncIfAsked(start, source.byteSize());
                return start;
            } catch (PinnedException e) {
                e.await();
            } catch (PoisonedFileException e) {
                throw fs.surface(e);
            }
        }
    }

    private long writeLocked(long offset, boolean atEnd, MemorySegment source) {
        long length = source.byteSize();
        fs.volume.gate.enter();
        long stamp = inode.lock.writeLock();
        try {
            requireOpen();
            fs.volume.requireWritable();
            FileFlags.requireWritable(inode, atEnd);
            long start = atEnd ? inode.size : offset;
            if (length > FileSize.MAX - start) {
                throw tooBig(length, start);
            }
            if (length > 0) {
                fs.writer.write(inode, start, source, length, transaction());
                LogCompactor.compactIfLong(inode, transaction());
            }
            return start;
        } finally {
            inode.lock.unlockWrite(stamp);
            fs.volume.gate.exit();
        }
    }

    @Override
    public long read(long offset, List<MemorySegment> targets) {
        requireFile(access.readable(), "reading");
        requireOffset(offset);
        try {
            return readLocked(offset, targets);
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
    }

    private long readLocked(long offset, List<MemorySegment> targets) {
        long stamp = inode.lock.readLock();
        try {
            requireOpen();
            return Vectors.read(fs.reader, inode, offset, targets);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    /** Gathers the sources, so that they are one write, with all that a write promises. */
    @Override
    public long write(long offset, List<MemorySegment> sources) {
        requireOffset(offset);
        requireFile(access.writable(), "writing");
        long length = Vectors.length(sources, access.appends() ? 0 : offset, fs.volume.device.size());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment gathered = Vectors.gather(sources, length, arena);
            write(offset, access.appends(), gathered);
            return gathered.byteSize();
        }
    }

    @Override
    public void truncate(long size) {
        requireFile(access.writable(), "writing");
        requireOffset(size);
        if (size > FileSize.MAX) {
            throw tooBig(size, 0);
        }
        try {
            Layouts.whenUnpinned(() -> changeLocked(false, () -> fs.writer.truncate(inode, size, transaction())));
        } catch (PoisonedFileException e) { // what is left of the last page is copied
            throw fs.surface(e);
        }
        syncIfAsked(size, 0);
    }

    private void changeLocked(boolean onlyAdds, Runnable change) {
        fs.volume.gate.enter();
        long stamp = inode.lock.writeLock();
        try {
            requireOpen();
            fs.volume.requireWritable();
            FileFlags.requireWritable(inode, onlyAdds);
            change.run();
            LogCompactor.compactIfLong(inode, transaction());
        } finally {
            inode.lock.unlockWrite(stamp);
            fs.volume.gate.exit();
        }
    }

    @Override
    public void allocate(FallocateMode mode, long offset, long length) {
        requireFile(access.writable(), "writing");
        try {
            Layouts.whenUnpinned(() -> changeLocked(
                    mode == FallocateMode.ALLOCATE_KEEP_SIZE,
                    () -> fs.ranges.allocate(inode, mode, offset, length, transaction())));
        } catch (PoisonedFileException e) {
            throw fs.surface(e);
        }
        syncIfAsked(offset, length);
    }

    @Override
    public long seekData(long offset) {
        return seek(offset, Holes::seekData);
    }

    @Override
    public long seekHole(long offset) {
        return seek(offset, Holes::seekHole);
    }

    private long seek(long offset, Seek seek) {
        requireFile(true, "reading");
        requireOffset(offset);
        long stamp = inode.lock.readLock();
        try {
            requireOpen();
            return seek.apply(inode, offset);
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    private interface Seek {
        long apply(Inode inode, long offset);
    }

    // attributes

    @Override
    public void chmod(int mode) {
        change(changed -> fs.attributes.chmod(changed, mode));
    }

    @Override
    public void chown(int uid, int gid) {
        change(changed -> fs.attributes.chown(changed, uid, gid));
    }

    @Override
    public void setTimes(long atime, long mtime) {
        change(changed -> fs.attributes.setTimes(changed, atime, mtime));
    }

    @Override
    public ExtendedAttributes xattrs() {
        return new XattrView(fs.xattrs, this::with);
    }

    /**
     * Runs an operation on the inode; those that change it go through the gate first. The inode stays meanwhile, even if
     * another thread closes the file.
     */
    private <T> T with(boolean changes, Function<Inode, T> operation) {
        if (changes) {
            fs.volume.gate.enter();
        }
        boolean held = false;
        try {
            hold();
            held = true;
            return operation.apply(inode);
        } finally {
            if (changes) {
                fs.volume.gate.exit();
            }
            if (held) {
                fs.release(inode);
            }
        }
    }

    private void hold() {
        long stamp = inode.lock.writeLock();
        try {
            requireOpen();
            inode.references++;
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private void change(Consumer<Inode> operation) {
        with(true, changed -> {
            operation.accept(changed);
            return changed;
        });
    }

    // locks

    @Override
    public @Nullable RangeLock tryLock(long offset, long length, boolean shared) {
        requireLockable(shared);
        return locks.tryLock(offset, length, shared);
    }

    @Override
    public RangeLock lock(long offset, long length, boolean shared) throws InterruptedException {
        requireLockable(shared);
        return locks.lock(offset, length, shared);
    }

    private void requireLockable(boolean shared) {
        requireFile(
                shared ? access.readable() : access.writable(),
                shared ? "reading, which a shared lock needs" : "writing, which an exclusive lock needs");
    }

    // shared blocks

    @Override
    public void cloneRange(DaxFile source, long sourceOffset, long offset, long length) {
        sharing(source, sourceOffset, offset, length, false).cloneRange();
        syncIfAsked(0, FileSize.MAX);
    }

    @Override
    public void cloneFile(DaxFile source) {
        sharing(source, 0, 0, 0, true).cloneRange();
        syncIfAsked(0, FileSize.MAX);
    }

    @Override
    public boolean dedupeRange(DaxFile source, long sourceOffset, long offset, long length) {
        boolean same = sharing(source, sourceOffset, offset, length, false).dedupe();
        if (same) {
            syncIfAsked(0, FileSize.MAX);
        }
        return same;
    }

    private Sharing sharing(DaxFile source, long sourceOffset, long offset, long length, boolean whole) {
        OpenFile from = requireShareable(source, sourceOffset, offset);
        Reflink.Range range = new Reflink.Range(from.inode, sourceOffset, inode, offset, length, whole);
        return new Sharing(fs, range, () -> requireBothOpen(from));
    }

    private OpenFile requireShareable(DaxFile source, long sourceOffset, long offset) {
        requireFile(access.writable(), "writing");
        requireOffset(sourceOffset);
        requireOffset(offset);
        if (!(source instanceof OpenFile from) || from.fs != fs) {
            throw new DaxFileSystemException(
                    Errno.EXDEV, "inode " + inode.ino + " cannot share blocks with a file of another file system");
        }
        from.requireFile(from.access.readable(), "reading");
        return from;
    }

    private void requireBothOpen(OpenFile from) {
        from.requireOpen();
        requireOpen();
        fs.volume.requireWritable();
        FileFlags.requireWritable(inode, false);
    }

    // durability

    @Override
    public void fsync() {
        requireOpen();
        sync(true);
    }

    @Override
    public void fdatasync() {
        requireOpen();
        sync(false);
    }

    private void sync(boolean times) {
        sync(0, PageMap.MAX_PAGES, times);
    }

    /** O_SYNC and O_DSYNC: what the file was just changed in is durable before the change returns. */
    private void syncIfAsked(long offset, long length) {
        if (access.sync() || access.dataSync()) {
            sync(FileSize.page(offset), FileSize.pages(offset + length), access.sync());
        }
    }

    private void sync(long from, long to, boolean times) {
        try {
            fs.syncing(inode, from, to, times);
        } catch (WriteErrorException e) {
            writeErrors.knows();
            throw e;
        }
        writeErrors.tell();
    }

    @Override
    public void syncRange(long offset, long length) {
        requireFile(true, "syncing");
        if (offset < 0 || length < 0) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "range [" + offset + ", +" + length + "): neither can be negative");
        }
        long end = length == 0 || length > FileSize.MAX - offset ? FileSize.MAX : offset + length;
        fs.syncOverwritten(inode, FileSize.page(offset), FileSize.pages(end));
    }

    // mappings

    @Override
    public DaxMapping map(MapMode mode, long offset, long length) {
        return map(mode, offset, length, Set.of());
    }

    @Override
    public DaxMapping map(MapMode mode, long offset, long length, Set<MapFlag> flags) {
        requireFile(access.readable(), "reading");
        if (mode == MapMode.SHARED || mode == MapMode.SHARED_SYNC) {
            requireFile(access.writable(), "writing, which a shared mapping needs");
        }
        return NewMapping.of(fs, inode, mode, offset, length, flags, this::requireOpen);
    }

    // life

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        locks.release();
        fs.release(inode);
    }

    private Transaction transaction() {
        Transaction result = transaction;
        if (result == null) {
            transaction = result = new Transaction(fs.volume);
        }
        return result;
    }

    @Override
    public void requireOpen() {
        if (closed) {
            throw new DaxFileSystemException(Errno.EBADF, "inode " + inode.ino + " was closed");
        }
        fs.volume.requireMounted();
    }

    private void requireFile(boolean permitted, String what) {
        requireOpen();
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, "inode " + inode.ino);
        }
        if (!permitted) {
            throw new DaxFileSystemException(Errno.EBADF, "inode " + inode.ino + " was not opened for " + what);
        }
    }

    private static void requireOffset(long offset) {
        if (offset < 0) {
            throw new DaxFileSystemException(Errno.EINVAL, "offset or size " + offset + " is negative");
        }
    }

    /** What a write of {@code length} bytes at {@code start} gets that no file can have. */
    static DaxFileSystemException tooBig(long length, long start) {
        return new DaxFileSystemException(
                Errno.EFBIG, length + " bytes at offset " + start + "; a file has at most " + FileSize.MAX);
    }
}
