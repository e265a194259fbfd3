package org.powercut.daxfs.core;

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

    void mkdir(String path, int mode) {
        create(path, namespace.place(path, false), NewInode.directory(NewInode.requireMode(path, mode)));
    }

    void symlink(String target, String path) {
        byte[] bytes = Symlinks.encode(target, path);
        create(path, namespace.place(path, false), NewInode.symlink(bytes));
    }

    void mknod(String path, FileType type, int mode, long device) {
        NewInode node = NewInode.node(path, type, NewInode.requireMode(path, mode), device);
        create(path, namespace.place(path, false), node);
    }

    /** Makes an inode at a place that is free. */
    Inode create(String path, Place place, NewInode what) {
        byte[] name = requireFree(path, place);
        Inode directory = place.directory();
        FileFlags.requireNamesCanBeAdded(directory);
        requireLinks(path, directory, what.isDirectory() ? 1 : 0);
        if (NewInode.isSpecial(what.type())) {
            volume.features.require(Layout.Superblock.FEATURE_ATTRIBUTES);
        }
        Inode child = newInode(directory, what);
        int nlink = what.isDirectory() ? 2 : 1;
        int directoryNlink = directory.nlink + (what.isDirectory() ? 1 : 0);
        try (InodeLocks locks = InodeLocks.lock(directory)) {
            transaction.begin();
            transaction.runs.clear();
            Named named;
            try {
                stageNew(child, what, nlink);
                named = transaction.addName(directory, name, child, directoryNlink);
            } catch (RuntimeException e) {
                transaction.abandon();
                volume.release(transaction.runs);
                throw e;
            }
            transaction.commit();
            made(child, what, nlink);
            added(directory, place.name(), child, named, directoryNlink, transaction.now());
            LogCompactor.compactIfLong(directory, transaction);
        }
        return child;
    }

    /**
     * Makes a file that has no name: an orphan, unless it gets a name before it is closed.
     *
     * @param linkable whether it may get one
     */
    Inode createUnnamed(Inode directory, NewInode what, boolean linkable) {
        Inode child = newInode(directory, what);
        transaction.begin();
        try {
            stageNew(child, what, 0);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        child.linkable = linkable;
        made(child, what, 0);
        return child;
    }

    private Inode newInode(Inode directory, NewInode what) {
        long ino = volume.inodes.nextFree();
        Inode child = volume.inodes.create(ino, what.type(), volume.inodes.nextGeneration(ino));
        child.adoptFlags(what.flagsIn(directory.flags));
        return child;
    }

    private void stageNew(Inode child, NewInode what, int nlink) {
        long now = transaction.now();
        boolean firstUse = child.ino == volume.inodes.end();
        volume.table.initialise(child.ino, child.type, child.generation, volume.epoch, now, firstUse);
        transaction.attributes(child, what.mode(), 0, 0, nlink, now, now, now);
        if (NewInode.isDevice(what.type())) {
            transaction.device(child, what.device());
        }
        byte[] target = what.target();
        if (target != null) {
            volume.allocate(1, transaction.runs);
            Symlinks.write(volume, transaction, child, transaction.runs.start(0), target);
        }
    }

    private void made(Inode child, NewInode what, int nlink) {
        child.mode = what.mode();
        child.nlink = nlink;
        child.device = what.device();
        child.born = child.unlinkedIn = volume.epoch;
        child.birthTime = child.atime = child.mtime = child.ctime = transaction.now();
        byte[] target = what.target();
        if (target != null) {
            child.pages.put(0, volume.newWord(transaction.runs.start(0), 0));
            child.size = target.length;
            child.dataCrc = Symlinks.crc(target);
        }
        volume.inodes.register(child);
    }

    void link(String existing, String path) {
        Inode inode = namespace.find(existing, false);
        Place place = namespace.place(path, false);
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EPERM, existing + ": a directory has one name only");
        }
        link(existing, inode, path, place);
    }

    /** Gives an open file a name. ENOENT if it lost its last name, or may not get a first one. */
    void linkFile(Inode inode, String path) {
        Place place = namespace.place(path, false);
        String existing = "inode " + inode.ino;
        if (inode.isDirectory()) {
            throw new DaxFileSystemException(Errno.EPERM, existing + ": a directory has one name only");
        }
        if (inode.nlink == 0 && !inode.linkable) {
            throw new DaxFileSystemException(
                    Errno.ENOENT, existing + ": it was unlinked, or made with EXCLUSIVE to stay without a name");
        }
        link(existing, inode, path, place);
    }

    private void link(String existing, Inode inode, String path, Place place) {
        byte[] name = requireFree(path, place);
        requireLinks(existing, inode, 1);
        Inode directory = place.directory();
        FileFlags.requireChangeable(inode);
        FileFlags.requireNamesCanBeAdded(directory);
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
            inode.linkable = false;
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
        FileFlags.requireNameCanBeRemoved(directory, inode);
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
        if (nlink == 0 && inode.references == 0 && !volume.retention.willKeep(inode)) {
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
            inode.unlinkedIn = volume.epoch;
            if (inode.references == 0) {
                releaseStorage(inode);
            }
        }
    }

    /** The last user of an unlinked inode has closed it: frees it. Nothing happens if it is in use after all. */
    void reclaim(Inode inode) {
        try (InodeLocks locks = InodeLocks.lock(inode)) {
            if (inode.nlink == 0 && inode.references == 0 && volume.inodes.get(inode.ino) == inode) {
                if (!volume.retention.keeps(inode)) {
                    transaction.commitFree(inode);
                }
                releaseStorage(inode);
            }
        }
    }

    private void releaseStorage(Inode inode) {
        volume.dirty.remove(inode);
        inode.timesDirty = false;
        inode.mappings = null;
        boolean kept = volume.retention.keeps(inode);
        inode.forEachRun((page, word, count) -> volume.discard(word, count));
        if (kept) {
            inode.forget();
            volume.retention.keep(inode);
        } else {
            inode.log.release();
            volume.inodes.remove(inode);
        }
    }

    // renaming

    void exchange(String from, String to) {
        Place source = namespace.place(from, false);
        Place target = namespace.place(to, false);
        requireNotRoot(from, source);
        requireNotRoot(to, target);
        new Exchange(namespace, transaction).exchange(from, source, to, target);
    }

    /** @param replace whether an existing target is replaced; EEXIST otherwise */
    void rename(String from, String to, boolean replace) {
        Place source = namespace.place(from, false);
        Place target = namespace.place(to, false);
        Inode inode = Namespace.require(from, source);
        Inode replaced = target.inode();
        requireNotRoot(from, source);
        requireNotRoot(to, target);
        if (replaced != null && !replace) {
            throw new DaxFileSystemException(Errno.EEXIST, to);
        }
        if (inode == replaced) {
            return;
        }
        if (inode.isDirectory() && namespace.isWithin(target.directory(), inode)) {
            throw new DaxFileSystemException(Errno.EINVAL, to + ": lies below " + from);
        }
        if (replaced != null) {
            requireReplaceable(to, inode, replaced.requireIntact());
            FileFlags.requireNameCanBeRemoved(target.directory(), replaced);
        }
        FileFlags.requireNameCanBeRemoved(source.directory(), inode);
        FileFlags.requireNamesCanBeAdded(target.directory());
        if (inode.isDirectory() && replaced == null && source.directory() != target.directory()) {
            requireLinks(to, target.directory(), 1);
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

    /** EMLINK if an inode cannot have so many more links. */
    static void requireLinks(String path, Inode inode, int more) {
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
