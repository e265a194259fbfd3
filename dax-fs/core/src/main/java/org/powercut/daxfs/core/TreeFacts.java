package org.powercut.daxfs.core;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileType;

/**
 * What a scan has to know of all inodes at once, so that the inodes themselves need not stay in DRAM: what each one is,
 * how many links it says it has, how many were found, and the parent of each directory. Several threads may count links;
 * all else is done by one.
 */
final class TreeFacts {
    private static final FileType[] TYPES = FileType.values();
    private static final byte LOST = -1;
    /** Marks of {@link #reached}. */
    private static final byte REACHED = 1;

    private static final byte UNREACHED = 2;

    /** 0 where a number is free; else 1 + the type. */
    private byte[] types = new byte[16];

    private int[] nlinks = new int[0];
    private AtomicIntegerArray links = new AtomicIntegerArray(0);
    private LongMap parents = new LongMap();

    // what each inode is

    void add(long ino, FileType type) {
        grow(ino);
        types[(int) ino] = (byte) (1 + type.ordinal());
    }

    /** Nobody knows what the inode is. */
    void addLost(long ino) {
        grow(ino);
        types[(int) ino] = LOST;
    }

    private void grow(long ino) {
        if (ino >= types.length) {
            types = Arrays.copyOf(types, Math.toIntExact(Math.max(ino + 1, types.length * 2L)));
        }
    }

    boolean isUsed(long ino) {
        return ino < types.length && types[(int) ino] != 0;
    }

    boolean isLost(long ino) {
        return ino < types.length && types[(int) ino] == LOST;
    }

    /** What an inode is, or null if it is not in use or nobody knows. */
    @Nullable
    FileType type(long ino) {
        return !isUsed(ino) || isLost(ino) ? null : TYPES[types[(int) ino] - 1];
    }

    // links

    /** Begins to count, from none, the links of the inodes below {@code end}. */
    void beginCounting(long end) {
        int length = Math.toIntExact(end);
        nlinks = new int[length];
        links = new AtomicIntegerArray(length);
        parents = new LongMap();
    }

    /** Says how many links an inode says it has. */
    void setNlink(long ino, int nlink) {
        nlinks[(int) ino] = nlink;
    }

    int nlink(long ino) {
        return nlinks[(int) ino];
    }

    void countLink(long ino) {
        if (ino < links.length()) {
            links.incrementAndGet((int) ino);
        }
    }

    /** The links that an inode must have: names, and for a directory its own dot and those of the directories in it. */
    int foundLinks(long ino) {
        int found = links.get((int) ino);
        if (ino == Layout.ROOT_INO) {
            return found + 2;
        }
        return found + (found > 0 && type(ino) == FileType.DIRECTORY ? 1 : 0);
    }

    /** Says who has the name of a directory; false if somebody has already. */
    synchronized boolean setParent(long directory, long parent) {
        return parents.put(directory, parent) == 0;
    }

    LongMap parents() {
        return parents;
    }

    // the tree

    /** How many directories there are that have a name. */
    long directories() {
        long count = 0;
        for (int ino = (int) Layout.ROOT_INO; ino < nlinks.length; ino++) {
            count += type(ino) == FileType.DIRECTORY && nlinks[ino] > 0 ? 1 : 0;
        }
        return count;
    }

    /** How many of them have the root above them. */
    long reached() {
        byte[] marks = new byte[nlinks.length];
        marks[(int) Layout.ROOT_INO] = REACHED;
        long count = 0;
        for (int ino = (int) Layout.ROOT_INO; ino < nlinks.length; ino++) {
            count += type(ino) == FileType.DIRECTORY && nlinks[ino] > 0 && reached(ino, marks) ? 1 : 0;
        }
        return count;
    }

    /** Goes up until somebody knows, and comes back to tell all that were passed. A circle ends where it began. */
    private boolean reached(long directory, byte[] marks) {
        long top = directory;
        while (marks[(int) top] == 0) {
            marks[(int) top] = UNREACHED;
            long parent = parents.get(top);
            top = parent == 0 ? top : parent;
        }
        byte mark = marks[(int) top];
        for (long ino = directory; ino != top; ino = parents.get(ino)) {
            marks[(int) ino] = mark;
        }
        return mark == REACHED;
    }
}
