package org.powercut.daxfs.core;

import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;

/**
 * The tree of names: finds what a path names. Callers hold {@link #lock}, at least for
 * reading; whoever changes names holds it for writing. It is taken before any inode's lock.
 */
final class Namespace {
    /** As on Linux (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Inodes inodes;
    private final Inode root;
    private final FileReader reader;

    /**
     * Where a path leads.
     *
     * @param directory the directory that holds the last name, or would
     * @param name the last name; empty for the root
     * @param inode what has the name, or null
     */
    record Place(Inode directory, String name, @Nullable Inode inode) {}

    Namespace(Inodes inodes, Inode root, FileReader reader) {
        this.inodes = inodes;
        this.root = root;
        this.reader = reader;
    }

    /** What the path names; ENOENT if nothing. */
    Inode find(String path, boolean followLast) {
        return require(path, place(path, followLast));
    }

    /** What is at a place; ENOENT if nothing. */
    static Inode require(String path, Place place) {
        Inode inode = place.inode();
        if (inode == null) {
            throw new DaxFileSystemException(Errno.ENOENT, path);
        }
        return inode.requireIntact();
    }

    /**
     * Where the path leads; only its last name may be missing.
     *
     * @param followLast whether a symbolic link at the end is followed
     */
    Place place(String path, boolean followLast) {
        return new Walk(path).walk(root, Names.ofPath(path), followLast);
    }

    /** One resolution of a path, which counts the links it follows. */
    private final class Walk {
        private final String path;
        private int linksFollowed;

        Walk(String path) {
            this.path = path;
        }

        Place walk(Inode start, List<String> names, boolean followLast) {
            Place place = new Place(start, "", start);
            for (int i = 0; i < names.size(); i++) {
                Inode directory = require(path, place);
                if (!directory.isDirectory()) {
                    throw new DaxFileSystemException(Errno.ENOTDIR, path);
                }
                boolean last = i == names.size() - 1;
                place = step(directory, names.get(i));
                Inode inode = place.inode();
                if (inode != null && inode.type == FileType.SYMLINK && (!last || followLast)) {
                    place = follow(directory, inode.requireIntact());
                }
            }
            return place;
        }

        /** The dot names come from symbolic links only; paths have none. */
        private Place step(Inode directory, String name) {
            if (name.equals(".")) {
                return new Place(directory, "", directory);
            }
            if (name.equals("..")) {
                Inode parent = inodes.get(directory.parent);
                return new Place(directory, "", parent == null ? directory : parent);
            }
            Named named = directory.names.get(name);
            return new Place(directory, name, named == null ? null : found(directory, named));
        }

        private Inode found(Inode directory, Named named) {
            Inode inode = inodes.of(named);
            if (inode.foundIn != directory.ino) {
                inode.foundIn = directory.ino;
            }
            return inode;
        }

        private Place follow(Inode directory, Inode link) {
            if (++linksFollowed > MAX_LINKS) {
                throw new DaxFileSystemException(Errno.ELOOP, path);
            }
            String target = Symlinks.read(reader, link, path);
            return walk(target.startsWith("/") ? root : directory, Names.split(target), true);
        }
    }

    /** Whether {@code inode} is {@code directory} or lies below it. */
    boolean isWithin(Inode inode, Inode directory) {
        for (Inode current = inode; current != null; current = inodes.get(current.parent)) {
            if (current == directory) {
                return true;
            }
        }
        return false;
    }
}
