package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;
import org.powercut.daxfs.core.Namespace.Place;

/**
 * The operations that change names. Each is one transaction over the logs of the directories and inodes it touches:
 * after a crash all of it has happened, or nothing. Callers hold the namespace's lock for writing.
 */
final class NamespaceChanges {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final int SYMLINK_MODE = 0777;
    /** As ext4. */
    private static final int MAX_NLINK = 65_000;

    private final Volume volume;
    private final Namespace namespace;
    private final Transaction transaction;

    NamespaceChanges(Volume volume, Namespace namespace) {
        this.volume = volume;
        this.namespace = namespace;
        this.transaction = new Transaction(volume);
    }

    // making

    /** Makes an empty file at a place that is free. */
    Inode createFile(String path, Place place, boolean nodatacow) {
        return create(path, place, FileType.REGULAR, FILE_MODE, nodatacow, null);
    }

    void mkdir(String path) {
        create(path, namespace.place(path, false), FileType.DIRECTORY, DIRECTORY_MODE, false, null);
    }

    void symlink(String target, String path) {
        byte[] bytes = Symlinks.encode(target, path);
        create(path, namespace.place(path, false), FileType.SYMLINK, SYMLINK_MODE, false, bytes);
    }

    private Inode create(
            String path, Place place, FileType type, int mode, boolean nodatacow, byte @Nullable [] target) {
        byte[] name = requireFree(path, place);
        Inode directory = place.directory();
        boolean isDirectory = type == FileType.DIRECTORY;
        requireLinks(path, directory, isDirectory ? 1 : 0);
        long ino = volume.inodes.nextFree();
        Inode child = volume.inodes.create(ino, type, volume.inodes.nextGeneration(ino));
        int nlink = isDirectory ? 2 : 1;
        int directoryNlink = directory.nlink + (isDirectory ? 1 : 0);
        try (InodeLocks locks = InodeLocks.lock(directory)) {
            transaction.begin();
            transaction.runs.clear();
            long now = transaction.now();
            Named named;
            try {
                volume.table.initialise(
                        ino, type, nodatacow, child.generation, volume.epoch, now, ino == volume.inodes.end());
                transaction.attributes(child, mode, 0, 0, nlink, now, now, now);
                if (target != null) {
                    volume.allocate(1, transaction.runs);
                    Symlinks.write(volume, transaction, child, transaction.runs.start(0), target);
                }
                named = transaction.addName(directory, name, child, directoryNlink);
            } catch (RuntimeException e) {
                transaction.abandon();
                volume.release(transaction.runs);
                throw e;
            }
            transaction.commit();
            child.nodatacow = nodatacow;
            child.mode = mode;
            child.nlink = nlink;
            child.atime = child.mtime = child.ctime = now;
            if (target != null) {
                child.pages.put(0, volume.newWord(transaction.runs.start(0), 0));
                child.size = target.length;
                child.dataCrc = Symlinks.crc(target);
            }
            volume.inodes.register(child);
            added(directory, place.name(), child, named, directoryNlink, now);
            LogCompactor.compactIfLong(directory, transaction);
        }
        return child;
    }

    void link(String existing, String path) {
        Inode inode = namespace.find(existing, false);
        Place place = namespace.place(path, false);
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EPERM, existing + ": a directory has one name only");
        }
        byte[] name = requireFree(path, place);
        requireLinks(existing, inode, 1);
        Inode directory = place.directory();
        try (InodeLocks locks = InodeLocks.lock(directory, inode)) {
            transaction.begin();
            Named named;
            try {
                transaction.links(inode, inode.nlink + 1, transaction.now());
                named = transaction.addName(directory, name, inode, directory.nlink);
            } catch (RuntimeException e) {
                transaction.abandon();
                throw e;
            }
            transaction.commit();
            inode.nlink++;
            inode.ctime = transaction.now();
            added(directory, place.name(), inode, named, directory.nlink, transaction.now());
            LogCompactor.compactIfLong(directory, transaction);
            LogCompactor.compactIfLong(inode, transaction);
        }
    }

    // removing

    void unlink(String path) {
        Place place = namespace.place(path, false);
        Inode inode = Namespace.require(path, place);
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, path + ": remove it with rmdir");
        }
        remove(path, place, inode, inode.nlink - 1);
    }

    void rmdir(String path) {
        Place place = namespace.place(path, false);
        Inode inode = Namespace.require(path, place);
        if (!inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path);
        }
        requireNotRoot(path, place);
        requireEmpty(path, inode);
        remove(path, place, inode, 0);
    }

    private void remove(String path, Place place, Inode inode, int nlink) {
        Inode directory = place.directory();
        byte[] name = Names.encode(path, place.name());
        int directoryNlink = directory.nlink - (inode.isDirectory() ? 1 : 0);
        try (InodeLocks locks = InodeLocks.lock(directory, inode)) {
            transaction.begin(true);
            try {
                transaction.removeName(directory, name, inode, directoryNlink);
                stageUnlinked(inode, nlink);
            } catch (RuntimeException e) {
                transaction.abandon();
                throw e;
            }
            transaction.commit();
            removed(directory, place.name(), directoryNlink, transaction.now());
            unlinked(inode, nlink, transaction.now());
            LogCompactor.compactIfLong(directory, transaction);
        }
    }

    private void stageUnlinked(Inode inode, int nlink) {
        if (nlink == 0 && inode.references == 0) {
            transaction.free(inode);
        } else {
            transaction.links(inode, nlink, transaction.now());
        }
    }

    private void unlinked(Inode inode, int nlink, long now) {
        inode.nlink = nlink;
        inode.ctime = now;
        if (nlink == 0) {
            inode.parent = 0;
            if (inode.references == 0) {
                releaseStorage(inode);
            }
        }
    }

    /** The last user of an unlinked inode has closed it: frees it. Nothing happens if it is in use after all. */
    void reclaim(Inode inode) {
        try (InodeLocks locks = InodeLocks.lock(inode)) {
            if (inode.nlink == 0 && inode.references == 0 && volume.inodes.get(inode.ino) == inode) {
                transaction.commitFree(inode);
                releaseStorage(inode);
            }
        }
    }

    private void releaseStorage(Inode inode) {
        volume.dirty.remove(inode);
        inode.timesDirty = false;
        inode.mappings = null;
        inode.pages.removeFrom(0, (page, word, count) -> volume.discard(word, count));
        inode.log.release();
        volume.inodes.remove(inode);
    }

    // renaming

    void rename(String from, String to) {
        Place source = namespace.place(from, false);
        Place target = namespace.place(to, false);
        Inode inode = Namespace.require(from, source);
        Inode replaced = target.inode();
        requireNotRoot(from, source);
        requireNotRoot(to, target);
        if (inode == replaced) {
            return;
        }
        if (inode.isDirectory() && namespace.isWithin(target.directory(), inode)) {
            throw new DaxFileSystemException(Errno.EINVAL, to + ": lies below " + from);
        }
        if (replaced != null) {
            requireReplaceable(to, inode, replaced.requireIntact());
        }
        try (InodeLocks locks = InodeLocks.lock(source.directory(), target.directory(), replaced)) {
            move(source, Names.encode(from, source.name()), target, Names.encode(to, target.name()), inode);
        }
    }

    private void move(Place source, byte[] sourceName, Place target, byte[] targetName, Inode inode) {
        Inode from = source.directory();
        Inode to = target.directory();
        Inode replaced = target.inode();
        int moved = inode.isDirectory() ? 1 : 0;
        int gone = replaced != null && replaced.isDirectory() ? 1 : 0;
        int fromNlink = from == to ? from.nlink - gone : from.nlink - moved;
        int toNlink = from == to ? fromNlink : to.nlink + moved - gone;
        int replacedNlink = replaced == null || gone == 1 ? 0 : replaced.nlink - 1;
        transaction.begin();
        Named named;
        try {
            if (replaced != null) {
                transaction.removeName(to, targetName, replaced, to.nlink - gone);
                stageUnlinked(replaced, replacedNlink);
            }
            transaction.removeName(from, sourceName, inode, fromNlink);
            named = transaction.addName(to, targetName, inode, toNlink);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        long now = transaction.now();
        removed(from, source.name(), fromNlink, now);
        if (replaced != null) {
            to.names.remove(target.name());
        }
        added(to, target.name(), inode, named, toNlink, now);
        if (replaced != null) {
            unlinked(replaced, replacedNlink, now);
        }
        LogCompactor.compactIfLong(from, transaction);
        if (to != from) {
            LogCompactor.compactIfLong(to, transaction);
        }
    }

    private static void requireReplaceable(String path, Inode inode, Inode replaced) {
        if (inode.isDirectory() && !replaced.isDirectory()) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path + ": a directory cannot replace it");
        }
        if (!inode.isDirectory() && replaced.isDirectory()) {
            throw new DaxFileSystemException(Errno.EISDIR, path + ": only a directory can replace it");
        }
        if (replaced.isDirectory()) {
            requireEmpty(path, replaced);
        }
    }

    // the tree in DRAM

    private static void added(Inode directory, String name, Inode child, Named named, int nlink, long now) {
        directory.names.add(name, named);
        if (child.isDirectory()) {
            child.parent = directory.ino;
        }
        changed(directory, nlink, now);
    }

    private static void removed(Inode directory, String name, int nlink, long now) {
        directory.names.remove(name);
        changed(directory, nlink, now);
    }

    private static void changed(Inode directory, int nlink, long now) {
        directory.nlink = nlink;
        directory.mtime = directory.ctime = now;
    }

    // checks

    private static byte[] requireFree(String path, Place place) {
        byte[] name = Names.encode(path, place.name());
        if (place.inode() != null) {
            throw new DaxFileSystemException(Errno.EEXIST, path);
        }
        return name;
    }

    private static void requireLinks(String path, Inode inode, int more) {
        if (inode.nlink + more > MAX_NLINK) {
            throw new DaxFileSystemException(Errno.EMLINK, path + ": has " + inode.nlink + " links already");
        }
    }

    private static void requireNotRoot(String path, Place place) {
        if (place.name().isEmpty()) {
            throw new DaxFileSystemException(Errno.EBUSY, path + ": the root directory");
        }
    }

    private static void requireEmpty(String path, Inode directory) {
        if (!directory.names.isEmpty()) {
            throw new DaxFileSystemException(Errno.ENOTEMPTY, path);
        }
    }
}
