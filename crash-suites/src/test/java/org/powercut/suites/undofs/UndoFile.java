package org.powercut.suites.undofs;

import java.lang.foreign.MemorySegment;
import java.util.NavigableSet;
import java.util.Set;
import java.util.function.Supplier;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapFlag;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.pmem.Pmem;

/** An open file or directory, and what can be done with the attributes of its inode. */
final class UndoFile implements DaxFile {
    private final Volume volume;
    private final FileData data;
    private final Inode inode;
    private final boolean appends;
    private final boolean writable;
    private final boolean readable;
    private boolean closed;

    UndoFile(Volume volume, FileData data, Inode inode, Set<OpenFlag> flags) {
        this.volume = volume;
        this.data = data;
        this.inode = inode;
        this.appends = flags.contains(OpenFlag.APPEND);
        this.writable = appends || flags.contains(OpenFlag.WRITE);
        this.readable = !writable || flags.contains(OpenFlag.READ);
        volume.acquire(inode);
    }

    boolean isWritable() {
        return writable;
    }

    private <T> T open(Supplier<T> operation) {
        return volume.locked(() -> {
            if (closed) {
                throw new DaxFileSystemException(Errno.EBADF, "inode " + inode.number() + ": the file is closed");
            }
            return operation.get();
        });
    }

    private void run(Runnable operation) {
        open(() -> {
            operation.run();
            return inode;
        });
    }

    // data

    @Override
    public long read(long offset, MemorySegment target) {
        return open(() -> {
            requireFile(readable, "reading");
            requireOffset(offset);
            return data.read(inode, offset, target);
        });
    }

    @Override
    public void write(long offset, MemorySegment source) {
        run(() -> {
            requireFile(writable, "writing");
            requireOffset(offset);
            data.write(inode, appends ? inode.size() : offset, source);
        });
    }

    @Override
    public long append(MemorySegment source) {
        return open(() -> {
            requireFile(writable, "writing");
            long end = inode.size();
            data.write(inode, end, source);
            return end;
        });
    }

    @Override
    public void truncate(long size) {
        run(() -> {
            requireFile(writable, "writing");
            requireOffset(size);
            data.truncate(inode, size);
        });
    }

    @Override
    public DaxMapping map(MapMode mode, long offset, long length) {
        return open(() -> {
            requireFile(readable, "reading, which a mapping needs");
            if (mode == MapMode.SHARED || mode == MapMode.SHARED_SYNC) {
                requireFile(writable, "writing, which a mapping for stores needs");
            }
            if (offset < 0 || offset % Pmem.PAGE != 0 || length <= 0 || length > Long.MAX_VALUE - offset) {
                throw new DaxFileSystemException(
                        Errno.EINVAL, "cannot map " + length + " bytes at " + offset + ", a multiple of 4096");
            }
            return new UndoMapping(volume, data, inode, mode, offset, length);
        });
    }

    /** Every mapping is direct, and every block that can be stored to is durable: the promises can always be kept. */
    @Override
    public DaxMapping map(MapMode mode, long offset, long length, Set<MapFlag> flags) {
        boolean validates = flags.contains(MapFlag.VALIDATE);
        if (validates && mode == MapMode.PRIVATE) {
            throw new DaxFileSystemException(Errno.EINVAL, "VALIDATE is for shared mappings");
        }
        boolean promises = validates && flags.contains(MapFlag.SYNC) && mode == MapMode.SHARED;
        return map(promises ? MapMode.SHARED_SYNC : mode, offset, length);
    }

    // durability

    @Override
    public void fsync() {
        run(() -> {
            volume.writeBack(inode, volume.dirtyPages(inode));
            volume.device.fence();
        });
    }

    @Override
    public void fdatasync() {
        fsync();
    }

    @Override
    public void syncRange(long offset, long length) {
        run(() -> {
            requireOffset(offset);
            NavigableSet<Long> pages =
                    volume.dirtyPages(inode).subSet(offset / Pmem.PAGE, true, (offset + length) / Pmem.PAGE, true);
            volume.writeBack(inode, pages);
            volume.device.fence();
        });
    }

    // attributes

    @Override
    public Stat stat() {
        return open(() -> stat(volume, inode));
    }

    static Stat stat(Volume volume, Inode inode) {
        boolean regular = inode.type() == FileType.REGULAR;
        return new Stat(
                inode.number(),
                inode.get(Layout.INODE_GENERATION),
                inode.type(),
                inode.mode(),
                (int) inode.links(),
                (int) inode.get(Layout.INODE_OWNER),
                (int) (inode.get(Layout.INODE_OWNER) >>> 32),
                0,
                inode.size(),
                volume.map.count(inode),
                inode.get(Layout.INODE_ATIME),
                inode.get(Layout.INODE_MTIME),
                inode.get(Layout.INODE_CTIME),
                inode.get(Layout.INODE_BTIME),
                regular ? Set.of(FileFlag.NODATACOW) : Set.of(),
                regular);
    }

    @Override
    public void chmod(int mode) {
        UndoFileSystem.requireMode(mode);
        run(() -> chmod(volume, inode, mode));
    }

    static void chmod(Volume volume, Inode inode, int mode) {
        volume.change(transaction -> {
            transaction.put(inode.address(Layout.INODE_KIND), Inode.kind(inode.type(), mode));
            volume.changed(transaction, inode);
        });
    }

    @Override
    public void chown(int uid, int gid) {
        run(() -> chown(volume, inode, uid, gid));
    }

    static void chown(Volume volume, Inode inode, int uid, int gid) {
        volume.change(transaction -> {
            transaction.put(inode.address(Layout.INODE_OWNER), Inode.owner(uid, gid));
            volume.changed(transaction, inode);
        });
    }

    @Override
    public void setTimes(long atime, long mtime) {
        run(() -> setTimes(volume, inode, atime, mtime));
    }

    static void setTimes(Volume volume, Inode inode, long atime, long mtime) {
        volume.change(transaction -> {
            transaction.put(inode.address(Layout.INODE_ATIME), atime);
            transaction.put(inode.address(Layout.INODE_MTIME), mtime);
            volume.changed(transaction, inode);
        });
    }

    @Override
    public void close() {
        synchronized (volume) {
            if (!closed && volume.isMounted()) {
                volume.release(inode);
            }
            closed = true;
        }
    }

    private void requireFile(boolean permitted, String what) {
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, "inode " + inode.number());
        }
        if (!permitted) {
            throw new DaxFileSystemException(Errno.EBADF, "inode " + inode.number() + " was not opened for " + what);
        }
    }

    static void requireOffset(long offset) {
        if (offset < 0) {
            throw new DaxFileSystemException(Errno.EINVAL, "offset or size " + offset + " is negative");
        }
    }
}
