package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DataChecksumException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MediaErrorEvents;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.ScrubReport;
import org.powercut.daxfs.Snapshot;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.pmem.Pmem;

/**
 * A mounted file system: takes the locks, in the order namespace, inode, journal, badblock list, allocator, and hands
 * each operation to the class that does it. Poison that is met under a lock becomes the typed error here.
 */
final class DaxFs implements DaxFileSystem {
    private static final int DIRECTORY_MODE = 0755;

    final Volume volume;
    final FileReader reader;
    final FileWriter writer;
    final Reflink reflink;
    final FileSync sync;
    private final Namespace namespace;
    private final OperationLocks locks;
    private final NamespaceChanges changes;
    private final OpenOperations opens;
    final AttributeOperations attributes;
    final RangeOperations ranges;
    final XattrOperations xattrs;
    private final WriteErrors.Listener writeErrors;
    private final SnapshotOperations snapshots;

    DaxFs(Volume volume, Inode root) {
        this.volume = volume;
        this.reader = new FileReader(volume);
        this.writer = new FileWriter(volume, reader);
        this.reflink = new Reflink(volume, reader, writer);
        this.sync = new FileSync(volume, writer.layouts);
        this.namespace = new Namespace(volume.inodes, root, reader);
        this.locks = new OperationLocks(this, volume, namespace);
        this.changes = new NamespaceChanges(volume, namespace);
        this.opens = new OpenOperations(this, namespace, changes);
        this.attributes = new AttributeOperations(this);
        this.ranges = new RangeOperations(volume, writer);
        this.xattrs = new XattrOperations(volume);
        this.writeErrors = volume.writeErrors.listener(null);
        this.snapshots = new SnapshotOperations(this);
    }

    @Override
    public Contract contract() {
        return volume.contract;
    }

    @Override
    public Set<Capability> capabilities() {
        return DaxFsProvider.CAPABILITIES;
    }

    // files

    @Override
    public DaxFile open(String path, OpenFlag... flags) {
        return opens.open(path, OpenOperations.FILE_MODE, flags);
    }

    @Override
    public DaxFile open(String path, int mode, OpenFlag... flags) {
        return opens.open(path, mode, flags);
    }

    @Override
    public DaxFile openDirectory(String path) {
        return opens.openDirectory(path);
    }

    /** An open file or a mapping of the inode was closed; the last one of an unlinked inode frees it. */
    void release(Inode inode) {
        long stamp = inode.lock.writeLock();
        boolean orphan = --inode.references == 0 && inode.nlink == 0;
        inode.settleDax();
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
            inode.mappings = mappings = new Mappings(volume.device, volume.checksums.covers(inode));
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
        mkdir(path, DIRECTORY_MODE);
    }

    @Override
    public void mkdir(String path, int mode) {
        change(() -> changes.mkdir(path, mode));
    }

    @Override
    public void mknod(String path, FileType type, int mode, long device) {
        change(() -> changes.mknod(path, type, mode, device));
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
    public void linkFile(DaxFile file, String link) {
        change(() -> changes.linkFile(OpenFile.inodeOf(file, this), link));
    }

    @Override
    public void symlink(String target, String link) {
        change(() -> changes.symlink(target, link));
    }

    @Override
    public void rename(String from, String to) {
        change(() -> changes.rename(from, to, true));
    }

    @Override
    public void rename(String from, String to, RenameFlag flag) {
        switch (flag) {
            case NOREPLACE -> change(() -> changes.rename(from, to, false));
            case EXCHANGE -> change(() -> changes.exchange(from, to));
        }
    }

    @Override
    public String readlink(String path) {
        return looking(() -> Symlinks.read(reader, namespace.find(path, false), path));
    }

    @Override
    public List<DirectoryEntry> readdir(String path) {
        return looking(() -> {
            DirectoryIndex names = opens.findDirectory(path).names;
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

    private Stat stat(Inode inode) {
        long stamp = inode.lock.readLock();
        try {
            return inode.stat(volume.isDax(inode));
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    @Override
    public void chmod(String path, int mode) {
        changeAttributes(path, true, inode -> attributes.chmod(inode, mode));
    }

    @Override
    public void chown(String path, int uid, int gid) {
        changeAttributes(path, true, inode -> attributes.chown(inode, uid, gid));
    }

    @Override
    public void lchown(String path, int uid, int gid) {
        changeAttributes(path, false, inode -> attributes.chown(inode, uid, gid));
    }

    @Override
    public void setTimes(String path, long atime, long mtime) {
        changeAttributes(path, true, inode -> attributes.setTimes(inode, atime, mtime));
    }

    @Override
    public void lsetTimes(String path, long atime, long mtime) {
        changeAttributes(path, false, inode -> attributes.setTimes(inode, atime, mtime));
    }

    @Override
    public void setFlags(String path, Set<FileFlag> flags) {
        changeAttributes(path, true, inode -> attributes.setFlags(inode, FileFlags.bits(flags)));
    }

    @Override
    public ExtendedAttributes xattrs(String path) {
        return xattrs(path, true);
    }

    @Override
    public ExtendedAttributes lxattrs(String path) {
        return xattrs(path, false);
    }

    private ExtendedAttributes xattrs(String path, boolean followLast) {
        return new XattrView(xattrs, new XattrView.Owner() {
            @Override
            public <T> T with(boolean changes, Function<Inode, T> operation) {
                Supplier<T> onInode = () -> operation.apply(namespace.find(path, followLast));
                return changes ? locks.changingOne(onInode) : looking(onInode);
            }
        });
    }

    private void changeAttributes(String path, boolean followLast, Consumer<Inode> change) {
        locks.changingOne(() -> {
            volume.requireWritable();
            change.accept(namespace.find(path, followLast));
            return this;
        });
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
        try {
            syncUnlessFrozen(sync::syncAll);
        } catch (WriteErrorException e) {
            writeErrors.knows();
            throw e;
        }
        writeErrors.tell();
    }

    /** Makes the dirty pages {@code [from, to)} of a file durable, and its times. */
    void syncRange(Inode inode, long from, long to) {
        syncing(inode, from, to, true);
    }

    /** As sync_file_range does. */
    void syncOverwritten(Inode inode, long from, long to) {
        syncUnlessFrozen(() -> sync.syncRange(inode, from, to));
    }

    /** As fsync does for a range of pages. A frozen file system has nothing to make durable. */
    void syncing(Inode inode, long from, long to, boolean times) {
        syncUnlessFrozen(() -> sync.sync(inode, from, to, times));
    }

    /** Syncs inside the gate. What bad sectors keep from being durable surfaces outside of it. */
    private void syncUnlessFrozen(Runnable action) {
        try {
            if (volume.gate.enterUnlessFrozen()) {
                try {
                    action.run();
                } finally {
                    volume.gate.exit();
                }
            }
        } catch (PoisonedFileException e) {
            throw surface(e);
        }
    }

    @Override
    public void freeze() {
        volume.requireMounted();
        volume.gate.closeForFreeze();
        try {
            volume.requireMounted();
            volume.requireNoSegments();
            sync.syncStandingStill();
        } catch (RuntimeException e) {
            volume.gate.open();
            throw e instanceof PoisonedFileException poison ? surface(poison) : e;
        }
        volume.gate.frozen();
    }

    @Override
    public Snapshot createSnapshot(String name) {
        return snapshots.create(name);
    }

    @Override
    public List<Snapshot> snapshots() {
        return snapshots.list();
    }

    @Override
    public void deleteSnapshot(String name) {
        snapshots.delete(name);
    }

    @Override
    public DaxFileSystem openSnapshot(String name) {
        return snapshots.open(name);
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
        List<FileMediaError> errors = looking(() -> MediaErrorList.of(volume));
        List<FileMediaError> ofSnapshots = snapshots.mediaErrors();
        return ofSnapshots.isEmpty()
                ? errors
                : Stream.concat(errors.stream(), ofSnapshots.stream()).toList();
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

    @Override
    public boolean isSuspect() {
        return volume.shutdownGuard.isSuspect();
    }

    @Override
    public long dirtyShutdowns() {
        return volume.shutdownGuard.dirtyShutdowns();
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
        locks.changingOne(() -> {
            action.run();
            return this;
        });
    }

    /** Turns poison that was met under a lock into the error that names the file. The caller holds no inode's lock. */
    DaxFileSystemException surface(PoisonedFileException poison) {
        tellMediaErrors();
        namespace.lock.readLock().lock();
        try {
            String path = volume.inodes.pathOf(poison.inode);
            FileMediaError error = new FileMediaError(poison.inode.ino, path, poison.offset, poison.length);
            return poison.media == null
                    ? new DataChecksumException(error)
                    : new FileMediaErrorException(error, poison.media);
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
        snapshots.unmountAll();
        try {
            volume.gate.standStill();
            try {
                new Unmount(volume, sync, locks).run();
            } finally {
                volume.gate.open();
            }
        } catch (PoisonedFileException e) {
            throw surface(e);
        }
    }

    // locks

    <T> T looking(Supplier<T> operation) {
        return locks.looking(operation);
    }

    <T> T changing(Supplier<T> operation) {
        return locks.changing(operation);
    }

    void lockingNames(Runnable action) {
        locks.lockingNames(action);
    }

    private void change(Runnable operation) {
        changing(() -> {
            volume.requireWritable();
            operation.run();
            return this;
        });
    }
}
