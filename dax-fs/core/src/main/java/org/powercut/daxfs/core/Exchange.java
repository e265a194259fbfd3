package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.core.DirectoryIndex.Named;
import org.powercut.daxfs.core.Namespace.Place;

/**
 * Rename with EXCHANGE (renameat2(2)): two names, of whatever kind, trade what they are of, in one transaction over one or
 * two directories. The caller holds the namespace's lock for writing.
 */
final class Exchange {
    private final Namespace namespace;
    private final Transaction transaction;

    Exchange(Namespace namespace, Transaction transaction) {
        this.namespace = namespace;
        this.transaction = transaction;
    }

    void exchange(String first, Place one, String second, Place two) {
        Inode inode = Namespace.require(first, one);
        Inode other = Namespace.require(second, two);
        if (inode == other) {
            return;
        }
        requireNoLoop(second, inode, two.directory());
        requireNoLoop(first, other, one.directory());
        FileFlags.requireNameCanBeRemoved(one.directory(), inode);
        FileFlags.requireNameCanBeRemoved(two.directory(), other);
        if (one.directory() != two.directory()) {
            requireLinks(first, one.directory(), other, inode);
            requireLinks(second, two.directory(), inode, other);
        }
        try (InodeLocks locks = InodeLocks.lock(one.directory(), two.directory())) {
            exchange(one, Names.encode(first, one.name()), inode, two, Names.encode(second, two.name()), other);
        }
    }

    private void requireNoLoop(String path, Inode moved, Inode into) {
        if (moved.isDirectory() && namespace.isWithin(into, moved)) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": lies below what it would be exchanged with");
        }
    }

    private static void requireLinks(String path, Inode directory, Inode comes, Inode goes) {
        if (comes.isDirectory() && !goes.isDirectory()) {
            NamespaceChanges.requireLinks(path, directory, 1);
        }
    }

    private void exchange(Place one, byte[] name, Inode inode, Place two, byte[] otherName, Inode other) {
        Inode from = one.directory();
        Inode to = two.directory();
        int difference = from == to ? 0 : (other.isDirectory() ? 1 : 0) - (inode.isDirectory() ? 1 : 0);
        int fromNlink = from.nlink + difference;
        int toNlink = to.nlink - difference;
        transaction.begin();
        Named arrived;
        Named left;
        try {
            transaction.removeName(from, name, inode, fromNlink);
            transaction.removeName(to, otherName, other, toNlink);
            left = transaction.addName(from, name, other, fromNlink);
            arrived = transaction.addName(to, otherName, inode, toNlink);
        } catch (RuntimeException e) {
            transaction.abandon();
            throw e;
        }
        transaction.commit();
        from.names.remove(one.name());
        to.names.remove(two.name());
        from.names.add(one.name(), left);
        to.names.add(two.name(), arrived);
        moved(inode, to);
        moved(other, from);
        changed(from, fromNlink);
        changed(to, toNlink);
        LogCompactor.compactIfLong(from, transaction);
        if (to != from) {
            LogCompactor.compactIfLong(to, transaction);
        }
    }

    private static void moved(Inode inode, Inode directory) {
        if (inode.isDirectory()) {
            inode.parent = directory.ino;
        }
    }

    private void changed(Inode directory, int nlink) {
        directory.nlink = nlink;
        directory.mtime = directory.ctime = transaction.now();
    }
}
