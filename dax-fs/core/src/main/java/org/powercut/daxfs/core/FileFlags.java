package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileFlag;

/** The flags that stay with a file: their bits in an attr entry, and what IMMUTABLE and APPEND_ONLY forbid (EPERM). */
final class FileFlags {
    static final int NODATACOW = 1;
    static final int DAX = 1 << 1;
    static final int IMMUTABLE = 1 << 2;
    static final int APPEND_ONLY = 1 << 3;
    static final int ALL = NODATACOW | DAX | IMMUTABLE | APPEND_ONLY;

    /** What a directory hands to the files and directories that are made in it. */
    static final int INHERITED = NODATACOW | DAX;

    private static final List<Set<FileFlag>> SETS = sets();

    private FileFlags() {}

    private static List<Set<FileFlag>> sets() {
        List<Set<FileFlag>> sets = new ArrayList<>();
        for (int bits = 0; bits <= ALL; bits++) {
            Set<FileFlag> set = EnumSet.noneOf(FileFlag.class);
            for (FileFlag flag : FileFlag.values()) {
                if ((bits & bit(flag)) != 0) {
                    set.add(flag);
                }
            }
            sets.add(Set.copyOf(set));
        }
        return List.copyOf(sets);
    }

    static Set<FileFlag> of(int bits) {
        return SETS.get(bits);
    }

    static int bits(Set<FileFlag> flags) {
        int bits = 0;
        for (FileFlag flag : flags) {
            bits |= bit(flag);
        }
        return bits;
    }

    private static int bit(FileFlag flag) {
        return switch (flag) {
            case NODATACOW -> NODATACOW;
            case DAX -> DAX;
            case IMMUTABLE -> IMMUTABLE;
            case APPEND_ONLY -> APPEND_ONLY;
        };
    }

    /** Whether nothing of the inode may change. */
    static boolean isImmutable(Inode inode) {
        return (inode.flags & IMMUTABLE) != 0;
    }

    static boolean isAppendOnly(Inode inode) {
        return (inode.flags & APPEND_ONLY) != 0;
    }

    /** Fails if attributes may not change, or the inode may not gain or lose a name. */
    static void requireChangeable(Inode inode) {
        if ((inode.flags & (IMMUTABLE | APPEND_ONLY)) != 0) {
            throw forbidden(inode);
        }
    }

    /** Fails if a directory may not gain a name. */
    static void requireNamesCanBeAdded(Inode directory) {
        if (isImmutable(directory)) {
            throw forbidden(directory);
        }
    }

    /** Fails if a directory may not lose the name of an inode. */
    static void requireNameCanBeRemoved(Inode directory, Inode inode) {
        requireChangeable(directory);
        requireChangeable(inode);
    }

    /** Fails if data may not be written: an append-only file takes it at its end only. */
    static void requireWritable(Inode inode, boolean atEnd) {
        if (isImmutable(inode) || isAppendOnly(inode) && !atEnd) {
            throw forbidden(inode);
        }
    }

    private static DaxFileSystemException forbidden(Inode inode) {
        return new DaxFileSystemException(
                Errno.EPERM,
                "inode " + inode.ino + " is " + of(inode.flags & (IMMUTABLE | APPEND_ONLY))
                        + "; setFlags takes that away");
    }
}
