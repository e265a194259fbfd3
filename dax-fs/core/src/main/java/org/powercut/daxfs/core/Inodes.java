package org.powercut.daxfs.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.core.DirectoryIndex.Named;
import org.powercut.pmem.PmemDevice;

/**
 * The inodes of a mounted file system, by number, and which numbers are free. The lowest free number is taken first:
 * that keeps the used part of the table short, and with it the mount. Guarded by the namespace's lock.
 */
final class Inodes {
    private final PmemDevice device;
    private final Allocator allocator;
    private final long limit;
    private @Nullable Inode[] byNumber = new @Nullable Inode[16];
    /** Generations of free inodes that were used before, by number; 0 for others. */
    private long[] generations = new long[16];

    private long end = Layout.FIRST_FILE_INO;
    /** No free number lies below this one. */
    private long lowest = Layout.FIRST_FILE_INO;

    private long inUse;

    Inodes(PmemDevice device, Allocator allocator, Geometry geometry) {
        this.device = device;
        this.allocator = allocator;
        this.limit = geometry.inodes;
    }

    @Nullable
    Inode get(long ino) {
        return ino < byNumber.length ? byNumber[(int) ino] : null;
    }

    /** What a name is of. Never null: where the inode is not there, one that is damaged stands in for it. */
    Inode of(Named named) {
        Inode inode = get(named.ino());
        return inode == null ? missing(named) : inode;
    }

    private Inode missing(Named named) {
        Inode stub = new Inode(named.ino(), new InodeLog(device, allocator, named.ino()), named.type());
        stub.damage = new IllegalStateException("the inode is not in use");
        return stub;
    }

    /** The number after the last one that was ever used. */
    long end() {
        return end;
    }

    long free() {
        return limit - Layout.FIRST_FILE_INO - inUse;
    }

    /** Makes an inode that nobody can find yet. */
    Inode create(long ino, FileType type, long generation) {
        Inode inode = new Inode(ino, new InodeLog(device, allocator, ino), type);
        inode.generation = generation;
        return inode;
    }

    /** Lets an inode be found by its number. */
    void register(Inode inode) {
        grow(inode.ino);
        byNumber[(int) inode.ino] = inode;
        if (inode.ino >= Layout.FIRST_FILE_INO) {
            inUse++;
        }
    }

    /** Notes an inode that is free, but was used before. */
    void addFree(long ino, long generation) {
        grow(ino);
        generations[(int) ino] = generation;
    }

    /** The lowest free number. */
    long nextFree() {
        while (lowest < end && byNumber[(int) lowest] != null) {
            lowest++;
        }
        if (lowest == limit) {
            throw new NoSpaceException("all " + limit + " inodes are in use; remove a file");
        }
        return lowest;
    }

    /** The generation that the next use of a free number has. */
    long nextGeneration(long ino) {
        return (ino < generations.length ? generations[(int) ino] : 0) + 1;
    }

    void remove(Inode inode) {
        byNumber[(int) inode.ino] = null;
        generations[(int) inode.ino] = inode.generation;
        lowest = Math.min(lowest, inode.ino);
        inUse--;
    }

    /** A path that names the inode, or the empty string if it has no name. Looks through all directories. */
    String pathOf(Inode inode) {
        if (inode.ino == Layout.ROOT_INO) {
            return "/";
        }
        Inode parent = inode.isDirectory() ? get(inode.parent) : directoryOf(inode);
        StringBuilder path = new StringBuilder();
        Inode child = inode;
        for (long depth = 0; parent != null && depth < end; depth++) {
            path.insert(0, "/" + nameIn(parent, child));
            child = parent;
            parent = get(parent.parent);
        }
        return path.toString();
    }

    private @Nullable Inode directoryOf(Inode file) {
        for (long ino = Layout.ROOT_INO; ino < end; ino++) {
            Inode directory = get(ino);
            if (directory != null && directory.names.nameOf(file.ino) != null) {
                return directory;
            }
        }
        return null;
    }

    private static String nameIn(Inode directory, Inode child) {
        String name = directory.names.nameOf(child.ino);
        if (name == null) {
            throw new IllegalStateException("inode " + child.ino + " has no name in inode " + directory.ino);
        }
        return name;
    }

    private void grow(long ino) {
        if (ino >= byNumber.length) {
            int length = Math.toIntExact(Math.max(ino + 1, byNumber.length * 2L));
            byNumber = Arrays.copyOf(byNumber, length);
            generations = Arrays.copyOf(generations, length);
        }
        end = Math.max(end, ino + 1);
    }
}
