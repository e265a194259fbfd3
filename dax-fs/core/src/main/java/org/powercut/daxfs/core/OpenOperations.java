package org.powercut.daxfs.core;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.core.Namespace.Place;

/** Opens files and directories: what the flags ask for, what the inode allows, and files that have no name yet. */
final class OpenOperations {
    static final int FILE_MODE = 0644;

    private final DaxFs fs;
    private final Namespace namespace;
    private final NamespaceChanges changes;

    OpenOperations(DaxFs fs, Namespace namespace, NamespaceChanges changes) {
        this.fs = fs;
        this.namespace = namespace;
        this.changes = changes;
    }

    DaxFile open(String path, int mode, OpenFlag... flags) {
        Set<OpenFlag> set = EnumSet.noneOf(OpenFlag.class);
        set.addAll(List.of(flags));
        Access access = Access.of(set);
        requireConsistent(path, set, access);
        NewInode.requireMode(path, mode);
        OpenFile file = set.contains(OpenFlag.CREATE) || set.contains(OpenFlag.TMPFILE)
                ? fs.changing(() -> openOrCreate(path, mode, set, access))
                : fs.looking(() -> openExisting(path, set, access));
        if (access.writable()) {
            try {
                fs.volume.requireWritable();
            } catch (DaxFileSystemException e) {
                file.close();
                throw e;
            }
        }
        if (set.contains(OpenFlag.TRUNCATE)) {
            truncateOrClose(file);
        }
        return file;
    }

    private static void requireConsistent(String path, Set<OpenFlag> flags, Access access) {
        boolean temporary = flags.contains(OpenFlag.TMPFILE);
        boolean creates = flags.contains(OpenFlag.CREATE);
        if (flags.contains(OpenFlag.TRUNCATE) && !access.writable()) {
            throw invalid(path, "TRUNCATE needs WRITE");
        }
        if (flags.contains(OpenFlag.EXCLUSIVE) && !creates && !temporary) {
            throw invalid(path, "EXCLUSIVE needs CREATE");
        }
        if (temporary && (creates || !access.writable())) {
            throw invalid(path, "TMPFILE needs WRITE, and goes without CREATE");
        }
    }

    private static DaxFileSystemException invalid(String path, String why) {
        return new DaxFileSystemException(Errno.EINVAL, path + ": " + why);
    }

    private static void truncateOrClose(OpenFile file) {
        try {
            file.truncate(0);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private OpenFile openExisting(String path, Set<OpenFlag> flags, Access access) {
        return openFile(path, namespace.find(path, follows(flags)), flags, access);
    }

    private OpenFile openOrCreate(String path, int mode, Set<OpenFlag> flags, Access access) {
        NewInode fresh = NewInode.file(mode, flags.contains(OpenFlag.NODATACOW) ? FileFlags.NODATACOW : 0);
        if (flags.contains(OpenFlag.TMPFILE)) {
            Inode directory = findDirectory(path);
            fs.volume.requireWritable();
            boolean linkable = !flags.contains(OpenFlag.EXCLUSIVE);
            return reference(changes.createUnnamed(directory, fresh, linkable), access);
        }
        boolean exclusive = flags.contains(OpenFlag.EXCLUSIVE);
        Place place = namespace.place(path, !exclusive && follows(flags));
        if (place.inode() != null && !exclusive) {
            return openFile(path, Namespace.require(path, place), flags, access);
        }
        fs.volume.requireWritable();
        return reference(changes.create(path, place, fresh), access);
    }

    private static boolean follows(Set<OpenFlag> flags) {
        return !flags.contains(OpenFlag.NOFOLLOW);
    }

    private OpenFile openFile(String path, Inode inode, Set<OpenFlag> flags, Access access) {
        switch (inode.type) {
            case REGULAR -> requireAllowed(inode, flags, access);
            case DIRECTORY -> throw new DaxFileSystemException(Errno.EISDIR, path + ": open it with openDirectory");
            case SYMLINK ->
                throw new DaxFileSystemException(Errno.ELOOP, path + ": a symbolic link, opened with NOFOLLOW");
            default -> throw new DaxFileSystemException(Errno.ENXIO, path + ": nothing stands behind a " + inode.type);
        }
        return reference(inode, access);
    }

    private static void requireAllowed(Inode inode, Set<OpenFlag> flags, Access access) {
        if (access.writable()) {
            FileFlags.requireWritable(inode, access.appends() && !flags.contains(OpenFlag.TRUNCATE));
        }
    }

    DaxFile openDirectory(String path) {
        return fs.looking(() -> reference(findDirectory(path), Access.NONE));
    }

    Inode findDirectory(String path) {
        Inode inode = namespace.find(path, true);
        if (inode.type != FileType.DIRECTORY) {
            throw new DaxFileSystemException(Errno.ENOTDIR, path);
        }
        return inode;
    }

    private OpenFile reference(Inode inode, Access access) {
        long stamp = inode.lock.writeLock();
        try {
            inode.references++;
        } finally {
            inode.lock.unlockWrite(stamp);
        }
        return new OpenFile(fs, inode, access);
    }
}
