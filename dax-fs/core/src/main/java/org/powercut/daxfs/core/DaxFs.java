package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.MediaErrorEvents;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.ScrubReport;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.daxfs.core.Namespace.Place;
import org.powercut.pmem.Pmem;

/**
 * A mounted file system: takes the locks, in the order namespace, inode, journal, badblock list, allocator, and hands
 * each operation to the class that does it. Poison that is met under a lock becomes the typed error here.
 */
final class DaxFs implements DaxFileSystem {
    private static final int MODE_BITS = 07777;

    final Volume volume;
    final FileReader reader;
    final FileWriter writer;
    final FileSync sync;
    private final Namespace namespace;
    private final NamespaceChanges changes;

    DaxFs(Volume volume, Inode root) {
        this.volume = volume;
        this.reader = new FileReader(volume);
        this.writer = new FileWriter(volume, reader);
        this.sync = new FileSync(volume);
        this.namespace = new Namespace(volume.inodes, root, reader);
        this.changes = new NamespaceChanges(volume, namespace);
    }

    @Override
    public Contract contract() {
        return Contract.STRONG;
    }

    @Override
    public Set<Capability> capabilities() {
        return DaxFsProvider.CAPABILITIES;
    }

    // files

    @Override
    public DaxFile open(String path, OpenFlag... flags) {
        Set<OpenFlag> set = EnumSet.noneOf(OpenFlag.class);
        set.addAll(List.of(flags));
        boolean writable = set.contains(OpenFlag.WRITE) || set.contains(OpenFlag.APPEND);
        if (set.contains(OpenFlag.TRUNCATE) && !writable) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": TRUNCATE needs WRITE");
        }
        if (set.contains(OpenFlag.EXCLUSIVE) && !set.contains(OpenFlag.CREATE)) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": EXCLUSIVE needs CREATE");
        }
        Inode inode = set.contains(OpenFlag.CREATE)
                ? changing(() -> openOrCreate(path, set))
                : looking(() -> openExisting(path));
        if (writable) {
            try {
                volume.requireWritable();
            } catch (DaxFileSystemException e) {
                release(inode);
                throw e;
            }
        }
        boolean readable = set.contains(OpenFlag.READ) || !writable;
        OpenFile file = new OpenFile(this, inode, readable, writable, set.contains(OpenFlag.APPEND));
        if (set.contains(OpenFlag.TRUNCATE)) {
            truncateOrClose(file);
        }
        return file;
    }

    private static void truncateOrClose(OpenFile file) {
        try {
            file.truncate(0);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private Inode openExisting(String path) {
        return openFile(path, namespace.find(path, true));
    }

    private Inode openOrCreate(String path, Set<OpenFlag> flags) {
        boolean exclusive = flags.contains(OpenFlag.EXCLUSIVE);
        Place place = namespace.place(path, !exclusive);
        if (place.inode() != null && !exclusive) {
            return openFile(path, Namespace.require(path, place));
        }
        volume.requireWritable();
        return openFile(path, changes.createFile(path, place, flags.contains(OpenFlag.NODATACOW)));
    }

    private Inode openFile(String path, Inode inode) {
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, path + ": open it with openDirectory");
        }
        return reference(inode);
    }

    @Override
    public DaxFile openDirectory(String path) {
        Inode inode = looking(() -> reference(findDirectory(path)));
        return new OpenFile(this, inode, false, false, false);
    }

    private Inode findDirectory(String path) {
        Inode inode = namespace.find(path, true);
        if (!inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path);
        }
        return inode;
    }

    private static Inode reference(Inode inode) {
        long stamp = inode.lock.writeLock();
        inode.references++;
        inode.lock.unlockWrite(stamp);
        return inode;
    }

    /** An open file or a mapping of the inode was closed; the last one of an unlinked inode frees it. */
    void release(Inode inode) {
        long stamp = inode.lock.writeLock();
        boolean orphan = --inode.references == 0 && inode.nlink == 0;
        inode.lock.unlockWrite(stamp);
        if (orphan && !volume.isReadOnly()) {
            volume.gate.enter();
            namespace.lock.writeLock().lock();
            try {
                if (!volume.isUnmounted()) {
                    changes.reclaim(inode);
                }
            } finally {
                namespace.lock.writeLock().unlock();
                volume.gate.exit();
            }
        }
    }

    /** The inode's mappings. The caller holds its lock for writing. */
    Mappings mappingsOf(Inode inode) {
        Mappings mappings = inode.mappings;
        if (mappings == null) {
            inode.mappings = mappings = new Mappings(volume.device);
        }
        return mappings;
    }

    @Override
    public void truncate(String path, long size) {
        try (DaxFile file = open(path, OpenFlag.WRITE)) {
            file.truncate(size);
        }
    }

    // names

    @Override
    public void mkdir(String path) {
        change(() -> changes.mkdir(path));
    }

    @Override
    public void rmdir(String path) {
        change(() -> changes.rmdir(path));
    }

    @Override
    public void unlink(String path) {
        change(() -> changes.unlink(path));
    }

    @Override
    public void link(String existing, String link) {
        change(() -> changes.link(existing, link));
    }

    @Override
    public void symlink(String target, String link) {
        change(() -> changes.symlink(target, link));
    }

    @Override
    public void rename(String from, String to) {
        change(() -> changes.rename(from, to));
    }

    @Override
    public String readlink(String path) {
        return looking(() -> Symlinks.read(reader, namespace.find(path, false), path));
    }

    @Override
    public List<DirectoryEntry> readdir(String path) {
        return looking(() -> {
            DirectoryIndex names = findDirectory(path).names;
            List<DirectoryEntry> entries = new ArrayList<>(names.size());
            names.forEach((name, named) -> entries.add(new DirectoryEntry(name, named.ino(), named.type())));
            entries.sort((first, second) -> Names.compare(first.name(), second.name()));
            return List.copyOf(entries);
        });
    }

    // attributes

    @Override
    public Stat stat(String path) {
        return looking(() -> stat(namespace.find(path, true)));
    }

    @Override
    public Stat lstat(String path) {
        return looking(() -> stat(namespace.find(path, false)));
    }

    private static Stat stat(Inode inode) {
        long stamp = inode.lock.readLock();
        try {
            return inode.stat();
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    @Override
    public void chmod(String path, int mode) {
        if ((mode & ~MODE_BITS) != 0) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, path + ": mode 0%o; permission bits are 0 to 07777".formatted(mode));
        }
        changeAttributes(path, (inode, now) -> {
            inode.mode = mode;
            inode.ctime = now;
        });
    }

    @Override
    public void chown(String path, int uid, int gid) {
        changeAttributes(path, (inode, now) -> {
            inode.uid = uid;
            inode.gid = gid;
            inode.ctime = now;
        });
    }

    @Override
    public void setTimes(String path, long atime, long mtime) {
        changeAttributes(path, (inode, now) -> {
            inode.atime = atime;
            inode.mtime = mtime;
            inode.ctime = now;
        });
    }

    private void changeAttributes(String path, AttributeChange change) {
        changingOne(() -> {
            volume.requireWritable();
            Inode inode = namespace.find(path, true);
            long stamp = inode.lock.writeLock();
            try {
                changeAttributes(inode, change);
            } finally {
                inode.lock.unlockWrite(stamp);
            }
            return inode;
        });
    }

    private void changeAttributes(Inode inode, AttributeChange change) {
        Attributes before = Attributes.of(inode);
        Transaction transaction = new Transaction(volume);
        transaction.begin();
        try {
            change.apply(inode, transaction.now());
            transaction.links(inode, inode.nlink, inode.ctime);
        } catch (RuntimeException e) {
            transaction.abandon();
            before.restore(inode);
            throw e;
        }
        transaction.commit();
        LogCompactor.compactIfLong(inode, transaction);
    }

    @Override
    public StatFs statfs() {
        return looking(() -> {
            Geometry geometry = volume.geometry;
            return new StatFs(
                    Pmem.PAGE,
                    geometry.dataEnd - geometry.dataStart,
                    volume.allocator.available(),
                    geometry.inodes - Layout.FIRST_FILE_INO,
                    volume.inodes.free());
        });
    }

    // durability

    @Override
    public void sync() {
        volume.requireMounted();
        if (volume.gate.enterUnlessFrozen()) {
            try {
                sync.syncAll();
            } finally {
                volume.gate.exit();
            }
        }
    }

    /** Makes the dirty pages {@code [from, to)} of a file durable, and its times. */
    void syncRange(Inode inode, long from, long to) {
        syncing(inode, from, to, true);
    }

    /** As fsync does for a range of pages. A frozen file system has nothing to make durable. */
    void syncing(Inode inode, long from, long to, boolean times) {
        if (volume.gate.enterUnlessFrozen()) {
            try {
                sync.sync(inode, from, to, times);
            } finally {
                volume.gate.exit();
            }
        }
    }

    @Override
    public void freeze() {
        volume.requireMounted();
        volume.gate.closeForFreeze();
        try {
            volume.requireMounted();
            sync.syncStandingStill();
        } catch (RuntimeException e) {
            volume.gate.open();
            throw e;
        }
        volume.gate.frozen();
    }

    @Override
    public void thaw() {
        volume.requireMounted();
        volume.gate.thaw();
    }

    // media errors

    @Override
    public List<FileMediaError> mediaErrors() {
        volume.requireMounted();
        volume.badblocks.refresh();
        return looking(() -> MediaErrorList.of(volume));
    }

    @Override
    public MediaErrorEvents mediaErrorEvents() {
        volume.requireMounted();
        return MediaErrorStream.of(volume.mediaErrorFeed, this::tellMediaErrors);
    }

    @Override
    public ScrubReport scrub(Progress progress) {
        volume.requireMounted();
        return new Scrub(this, progress).run();
    }

    /** Tells listeners of media errors that were found meanwhile, unless this thread holds the namespace's lock. */
    void tellMediaErrors() {
        if (volume.mediaErrorFeed.isWaiting()
                && namespace.lock.getReadHoldCount() == 0
                && !namespace.lock.isWriteLockedByCurrentThread()) {
            volume.mediaErrorFeed.deliver(ranges -> {
                namespace.lock.readLock().lock();
                try {
                    return MediaErrorList.of(volume, ranges);
                } finally {
                    namespace.lock.readLock().unlock();
                }
            });
        }
    }

    /** Repairs something while no name and no inode number changes. */
    void repairing(Runnable action) {
        changingOne(() -> {
            action.run();
            return this;
        });
    }

    /** Turns poison that was met under a lock into the error that names the file. The caller holds no inode's lock. */
    FileMediaErrorException surface(PoisonedFileException poison) {
        tellMediaErrors();
        namespace.lock.readLock().lock();
        try {
            String path = volume.inodes.pathOf(poison.inode);
            return new FileMediaErrorException(
                    new FileMediaError(poison.inode.ino, path, poison.offset, poison.length), poison.media);
        } finally {
            namespace.lock.readLock().unlock();
        }
    }

    // life

    @Override
    public boolean isReadOnly() {
        return volume.isReadOnly();
    }

    @Override
    public void unmount() {
        volume.gate.standStill();
        try {
            shutDown();
        } finally {
            volume.gate.open();
        }
    }

    private void shutDown() {
        namespace.lock.writeLock().lock();
        try {
            if (volume.isUnmounted()) {
                return;
            }
            volume.shutDown();
            for (long ino = Layout.ROOT_INO; ino < volume.inodes.end(); ino++) {
                Inode inode = volume.inodes.get(ino);
                if (inode != null) {
                    shutDown(inode);
                }
            }
        } finally {
            namespace.lock.writeLock().unlock();
        }
        volume.mediaErrorFeed.close();
    }

    /** Ends the use of an inode, as fsync and the last close do. Operations that come later fail. */
    private void shutDown(Inode inode) {
        long stamp = inode.lock.writeLock();
        try {
            if (!volume.isReadOnly()) {
                sync.syncForUnmount(inode);
                if (inode.references > 0 && inode.nlink == 0) {
                    volume.table.commitTail(inode.ino, TailWord.FREE);
                }
            }
            Mappings mappings = inode.mappings;
            if (mappings != null) {
                mappings.dropAll();
            }
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    // locks

    private <T> T looking(Supplier<T> operation) {
        return locked(namespace.lock.readLock(), operation);
    }

    /** Changes names, and whatever else. */
    private <T> T changing(Supplier<T> operation) {
        volume.gate.enter();
        try {
            return locked(namespace.lock.writeLock(), operation);
        } finally {
            volume.gate.exit();
        }
    }

    /** Changes one inode, but no names. */
    private <T> T changingOne(Supplier<T> operation) {
        volume.gate.enter();
        try {
            return looking(operation);
        } finally {
            volume.gate.exit();
        }
    }

    private void change(Runnable operation) {
        changing(() -> {
            volume.requireWritable();
            operation.run();
            return this;
        });
    }

    private <T> T locked(Lock lock, Supplier<T> operation) {
        lock.lock();
        try {
            volume.requireMounted();
            return operation.get();
        } catch (PoisonedFileException e) {
            throw surface(e);
        } finally {
            lock.unlock();
            tellMediaErrors();
        }
    }

    /** Changes some attributes of an inode in DRAM. */
    private interface AttributeChange {
        void apply(Inode inode, long now);
    }

    /** The attributes that an operation may have to put back. */
    private record Attributes(int mode, int uid, int gid, long atime, long mtime, long ctime) {
        static Attributes of(Inode inode) {
            return new Attributes(inode.mode, inode.uid, inode.gid, inode.atime, inode.mtime, inode.ctime);
        }

        void restore(Inode inode) {
            inode.mode = mode;
            inode.uid = uid;
            inode.gid = gid;
            inode.atime = atime;
            inode.mtime = mtime;
            inode.ctime = ctime;
        }
    }
}
