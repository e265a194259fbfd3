package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;

/**
 * Changes of an inode's attributes: mode, owner, times and flags. Each is one log entry. Callers hold no inode's lock; a
 * path's inode is looked up under the namespace's.
 */
final class AttributeOperations {
    private final DaxFs fs;

    AttributeOperations(DaxFs fs) {
        this.fs = fs;
    }

    /** Changes some attributes of an inode in DRAM. */
    private interface Change {
        void apply(Inode inode);
    }

    void chmod(Inode inode, int mode) {
        NewInode.requireMode("inode " + inode.ino, mode);
        change(inode, changed -> {
            FileFlags.requireChangeable(changed);
            changed.mode = mode;
        });
    }

    void chown(Inode inode, int uid, int gid) {
        change(inode, changed -> {
            FileFlags.requireChangeable(changed);
            changed.uid = uid;
            changed.gid = gid;
        });
    }

    void setTimes(Inode inode, long atime, long mtime) {
        change(inode, changed -> {
            FileFlags.requireChangeable(changed);
            changed.atime = atime;
            changed.mtime = mtime;
        });
    }

    void setFlags(Inode inode, int flags) {
        if ((flags & FileFlags.IMMUTABLE) != 0) {
            fs.sync.sync(inode); // what mappings stored until now, they may not store any more
        }
        change(inode, changed -> {
            requireFlagsCanChange(changed, flags ^ changed.flags);
            if ((flags & FileFlags.IMMUTABLE) != 0) {
                requireNoStores(changed);
            }
            changed.adoptFlags(flags);
        });
    }

    private static void requireFlagsCanChange(Inode inode, int difference) {
        if (inode.type != FileType.REGULAR && inode.type != FileType.DIRECTORY) {
            throw new DaxFileSystemException(
                    Errno.EOPNOTSUPP, "inode " + inode.ino + ": a " + inode.type + " has no flags");
        }
        if ((difference & FileFlags.NODATACOW) != 0 && (inode.size != 0 || inode.pages.size() != 0)) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, "inode " + inode.ino + ": NODATACOW changes only while the file has no data");
        }
        if ((difference & FileFlags.DAX) != 0 && !inode.names.isEmpty()) {
            throw new DaxFileSystemException(
                    Errno.ENOTEMPTY, "inode " + inode.ino + ": DAX changes only while the directory is empty");
        }
        Mappings mappings = inode.mappings;
        if ((difference & FileFlags.INHERITED) != 0 && mappings != null && mappings.isMapped()) {
            throw new DaxFileSystemException(
                    Errno.EBUSY, "inode " + inode.ino + ": neither DAX nor NODATACOW changes while the file is mapped");
        }
    }

    /** Pages are write-protected since they were synced, unless somebody has stored to them again. */
    private static void requireNoStores(Inode inode) {
        Mappings mappings = inode.mappings;
        if (mappings != null && mappings.isDirty()) {
            throw new DaxFileSystemException(
                    Errno.EBUSY, "inode " + inode.ino + ": it cannot become immutable while mappings store to it");
        }
    }

    private void change(Inode inode, Change change) {
        long stamp = inode.lock.writeLock();
        try {
            fs.volume.requireWritable();
            changeLocked(inode, change);
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    private void changeLocked(Inode inode, Change change) {
        Attributes before = Attributes.of(inode);
        Transaction transaction = new Transaction(fs.volume);
        transaction.begin();
        try {
            inode.ctime = transaction.now();
            change.apply(inode);
            transaction.links(inode, inode.nlink, inode.ctime);
        } catch (RuntimeException e) {
            transaction.abandon();
            before.restore(inode);
            throw e;
        }
        transaction.commit();
        LogCompactor.compactIfLong(inode, transaction);
    }

    /** The attributes that an operation may have to put back. */
    private record Attributes(int mode, int uid, int gid, int flags, long atime, long mtime, long ctime) {
        static Attributes of(Inode inode) {
            return new Attributes(inode.mode, inode.uid, inode.gid, inode.flags, inode.atime, inode.mtime, inode.ctime);
        }

        void restore(Inode inode) {
            inode.mode = mode;
            inode.uid = uid;
            inode.gid = gid;
            inode.adoptFlags(flags);
            inode.atime = atime;
            inode.mtime = mtime;
            inode.ctime = ctime;
        }
    }
}
