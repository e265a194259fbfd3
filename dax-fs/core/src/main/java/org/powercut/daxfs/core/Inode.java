package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/**
 * One inode in DRAM: its attributes, its log, and the index that the log makes (the pages of a file, the names of a
 * directory). Rebuilt from the log by every mount. All of it is guarded by {@link #lock}, except that a directory's
 * names and parent are guarded by the namespace's lock.
 */
final class Inode {
    final InodeLock lock = new InodeLock();
    final long ino;
    final InodeLog log;
    FileType type = FileType.REGULAR;
    long generation;
    /** In which epoch the inode was made. */
    long born;
    /** In which epoch it lost its last name, if it has none. */
    long unlinkedIn;
    /** When the inode was made, in ns since the epoch. */
    long birthTime;
    /** Bits of {@link FileFlags}; changed by {@link #adoptFlags} only. */
    int flags;
    /** Whether data is overwritten in place: one of the flags, and asked for at every write. */
    boolean nodatacow;
    /** Whether the flag DAX is in effect: as it was when the file was opened first. */
    boolean dax;
    /** What a device node stands for. */
    long device;
    /** Advisory locks, if there were any since it was loaded. */
    @Nullable
    RangeLocks rangeLocks;
    /** Extended attributes, if it has or had any. */
    @Nullable
    Xattrs xattrs;
    /** Whether a file that never had a name may be given one. */
    boolean linkable;

    int mode;
    int uid;
    int gid;
    int nlink;
    long size;
    long atime;
    long mtime;
    long ctime;
    /** Whether times are newer here than on the media: mapped stores and overwrites in place leave that to fsync. */
    boolean timesDirty;

    /** The last group of operations that changed the log; see {@link Commits#running}. */
    long group;
    /** The last group in which bytes were moved or hidden; see {@link Commits#relaid}. */
    long relaid;

    /** How many pages the log may have before it is looked at for compaction. */
    int compactAtPages = LogCompactor.SHORT_PAGES;

    /** Open files and mappings. */
    int references;

    /** Where the data lies; empty for directories. */
    final PageMap pages = new PageMap();
    /** CRC32C of a symbolic link's target. */
    int dataCrc;

    /** Names of a directory; {@link NoNames} for others. */
    DirectoryIndex names;

    /** The directory that has a directory's name, by number; 0 for the root and for files. */
    long parent;

    /** The directory in which a file was found last, by number; 0 if not known. A hint, since it may be gone from there. */
    long foundIn;

    /** Whether somebody asked for the inode since that was looked at. A hint, too, and changed without a lock. */
    private boolean wanted;

    /** The mappings and what they left dirty; made by the first mapping. */
    @Nullable
    Mappings mappings;

    /** Why the inode cannot be used, if its log or both its copies are lost. */
    @Nullable
    Throwable damage;

    Inode(long ino, InodeLog log, FileType type) {
        this.ino = ino;
        this.log = log;
        this.type = type;
        this.names = type == FileType.DIRECTORY ? new NameTable() : NoNames.INSTANCE;
    }

    boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    /** Notes that somebody asked for the inode. */
    void wanted() {
        if (!wanted) {
            wanted = true;
        }
    }

    /**
     * Whether the inode may leave DRAM: all that it knows is on the media, and nobody has it in hand. The caller holds the
     * namespace's lock for writing.
     *
     * @param wantedToo whether it may leave although somebody asked for it lately
     */
    boolean canLeave(boolean wantedToo) {
        long stamp = lock.tryWriteLock();
        if (stamp == 0) {
            return false;
        }
        try {
            boolean leaves = (wantedToo || !wanted) && isIdle();
            wanted = false;
            return leaves;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Whatever an inode may know that the media do not, or that must not be lost otherwise, has to be asked for here. */
    private boolean isIdle() {
        Mappings mapped = mappings;
        return ino >= Layout.FIRST_FILE_INO
                && references == 0
                && nlink > 0
                && damage == null
                && !timesDirty
                && (mapped == null || mapped.isIdle())
                && log.isSettled();
    }

    /** Forgets what a log says of content, while it is replayed, or when only snapshots show the inode. */
    void forget() {
        pages.removeFrom(0, (page, word, count) -> {});
        xattrs = null;
        names = type == FileType.DIRECTORY ? new NameTable() : NoNames.INSTANCE;
        size = 0;
        dataCrc = 0;
    }

    /** Fails with EIO if the inode's metadata is lost. */
    Inode requireIntact() {
        if (damage != null) {
            throw new DaxFileSystemException(
                    Errno.EIO, "the metadata of inode " + ino + " is lost and has no good copy", damage);
        }
        return this;
    }

    /** The advisory locks. The caller holds the inode's lock for writing. */
    RangeLocks rangeLocks() {
        RangeLocks there = rangeLocks;
        if (there == null) {
            rangeLocks = there = new RangeLocks();
        }
        return there;
    }

    Xattrs xattrsForChange() {
        Xattrs there = xattrs;
        if (there == null) {
            xattrs = there = new Xattrs();
        }
        return there;
    }

    /** Visits all blocks that the inode has, but for its log: those of data, then those of attributes as page -1. */
    void forEachRun(PageMap.RunVisitor visitor) {
        if (pages.size() > 0) {
            pages.forEachRun(0, visitor);
        }
        if (xattrs != null) {
            xattrs.forEach((name, xattr) -> {
                for (long word : xattr.words()) {
                    visitor.run(-1, word, 1);
                }
            });
        }
    }

    /** Takes over flags. A change of DAX waits until nobody has the inode open. */
    void adoptFlags(int bits) {
        flags = bits;
        nodatacow = (bits & FileFlags.NODATACOW) != 0;
        settleDax();
    }

    /** Puts the flag DAX into effect if nobody has the inode open. */
    void settleDax() {
        if (references == 0) {
            dax = type == FileType.REGULAR && (flags & FileFlags.DAX) != 0;
        }
    }

    /** @param effectiveDax whether mappings go straight to the device: {@link Volume#isDax} */
    Stat stat(boolean effectiveDax) {
        return new Stat(
                ino,
                generation,
                type,
                mode,
                nlink,
                uid,
                gid,
                device,
                size,
                pages.size(),
                atime,
                mtime,
                ctime,
                birthTime,
                FileFlags.of(flags),
                effectiveDax);
    }
}
