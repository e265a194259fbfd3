package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.StandardWatchEventKinds;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/** Operations on names, each one of the file system's, with the word to the watchers. */
final class NameOperations {
    private static final int EXECUTE_BITS = 0111;

    private NameOperations() {}

    static void createDirectory(DaxPath path, int mode) throws IOException {
        DaxNioFileSystem files = path.getFileSystem();
        NioErrors.run(path, () -> {
            String spi = files.spiPath(path);
            if (mode == Modes.USUAL_DIRECTORY) {
                files.fs().mkdir(spi);
            } else {
                files.fs().mkdir(spi, mode);
            }
            files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_CREATE, spi);
        });
    }

    static void createSymbolicLink(DaxPath link, DaxPath target) throws IOException {
        DaxNioFileSystem files = link.getFileSystem();
        NioErrors.run(link, () -> {
            String spi = files.spiPath(link);
            files.fs().symlink(target.toString(), spi);
            files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_CREATE, spi);
        });
    }

    static void createLink(DaxPath link, DaxPath existing) throws IOException {
        DaxNioFileSystem files = link.getFileSystem();
        requireSame(files, existing, "a hard link");
        NioErrors.run(link, existing, () -> {
            String spi = files.spiPath(link);
            files.fs().link(files.spiPath(existing), spi);
            files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_CREATE, spi);
        });
    }

    private static void requireSame(DaxNioFileSystem files, DaxPath path, String what) throws IOException {
        if (path.getFileSystem() != files) {
            throw new FileSystemException(
                    path.toString(), null, what + " leads to another file system; link within one");
        }
    }

    static DaxPath readSymbolicLink(DaxPath link) throws IOException {
        DaxNioFileSystem files = link.getFileSystem();
        return NioErrors.call(link, () -> {
            String spi = files.spiPath(link);
            if (files.fs().lstat(spi).type() != FileType.SYMLINK) {
                throw new NotLinkException(link.toString());
            }
            return files.getPath(files.fs().readlink(spi));
        });
    }

    static void delete(DaxPath path) throws IOException {
        DaxNioFileSystem files = path.getFileSystem();
        NioErrors.run(path, () -> delete(files, files.spiPath(path)));
    }

    static boolean deleteIfExists(DaxPath path) throws IOException {
        try {
            delete(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Removes a file or an empty directory. */
    static void delete(DaxNioFileSystem files, String path) {
        if (files.fs().lstat(path).type() == FileType.DIRECTORY) {
            rmdir(files, path);
        } else {
            unlink(files, path);
        }
    }

    static void rmdir(DaxNioFileSystem files, String path) {
        FileKey directory = FileKey.of(files.fs().lstat(path));
        files.fs().rmdir(path);
        files.watches().cancel(directory);
        files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_DELETE, path);
    }

    static void unlink(DaxNioFileSystem files, String path) {
        files.fs().unlink(path);
        files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_DELETE, path);
    }

    static boolean isSameFile(DaxPath path, DaxPath other) throws IOException {
        DaxNioFileSystem files = path.getFileSystem();
        return NioErrors.call(path, () -> {
            Stat first = files.fs().stat(files.spiPath(path));
            return other.getFileSystem() == files
                    && NioErrors.call(other, () -> {
                        Stat second = files.fs().stat(files.spiPath(other));
                        return FileKey.of(first).equals(FileKey.of(second));
                    });
        });
    }

    /**
     * Whoever runs the JVM is the superuser here: reads and writes all, and executes what is executable for anyone.
     */
    static void checkAccess(DaxPath path, AccessMode... modes) throws IOException {
        DaxNioFileSystem files = path.getFileSystem();
        Stat stat = NioErrors.look(path, () -> files.fs().stat(files.spiPath(path)));
        for (AccessMode mode : modes) {
            if (mode == AccessMode.WRITE && files.isReadOnly()) {
                throw new AccessDeniedException(path.toString(), null, "the file system is read-only");
            }
            boolean canExecute = stat.type() == FileType.DIRECTORY || (stat.mode() & EXECUTE_BITS) != 0;
            if (mode == AccessMode.EXECUTE && !canExecute) {
                throw new AccessDeniedException(path.toString(), null, "no one may execute it");
            }
        }
    }

    /** The directory that holds the last name of a path. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** The last name of a path; empty for the root. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
