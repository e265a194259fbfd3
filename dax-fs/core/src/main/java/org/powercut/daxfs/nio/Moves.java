package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.StandardWatchEventKinds;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;

/**
 * Moves files: within one file system by its atomic rename, with whatever options; to another one by a copy that the
 * source's end follows.
 */
final class Moves {
    private Moves() {}

    static void move(DaxPath source, DaxPath target, CopyMode mode) throws IOException {
        if (source.getFileSystem() == target.getFileSystem()) {
            Lock move = source.getFileSystem().directories().move();
            move.lock();
            try {
                moveWithin(source, target, mode);
            } finally {
                move.unlock();
            }
        } else if (mode.atomic()) {
            throw new AtomicMoveNotSupportedException(
                    source.toString(), target.toString(), "the two are on different file systems");
        } else {
            moveAcross(source, target, mode);
        }
    }

    private static void moveWithin(DaxPath source, DaxPath target, CopyMode mode) throws IOException {
        DaxNioFileSystem files = source.getFileSystem();
        if (!mode.atomic()) {
            Stat from = statSource(source, false);
            Stat to = lookFor(target);
            if (to != null) {
                if (FileKey.of(from).equals(FileKey.of(to))) {
                    return;
                }
                requireReplaceable(target, to, mode);
                if ((from.type() == FileType.DIRECTORY) != (to.type() == FileType.DIRECTORY)) {
                    NioErrors.run(target, () -> NameOperations.delete(files, files.spiPath(target)));
                }
            }
        }
        replace(source, target);
    }

    private static void requireReplaceable(DaxPath target, Stat stat, CopyMode mode) throws IOException {
        if (!mode.replace()) {
            throw new FileAlreadyExistsException(target.toString());
        }
        requireEmpty(target, stat);
    }

    static void requireEmpty(DaxPath path, Stat stat) throws IOException {
        DaxNioFileSystem files = path.getFileSystem();
        if (stat.type() == FileType.DIRECTORY
                && !NioErrors.call(path, () -> files.fs().readdir(files.spiPath(path)))
                        .isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
    }

    /** The attributes of what is moved or copied. */
    static Stat statSource(DaxPath source, boolean followLinks) throws IOException {
        DaxNioFileSystem files = source.getFileSystem();
        return NioErrors.look(source, () -> Links.stat(files.fs(), files.spiPath(source), followLinks));
    }

    /** The attributes of what a path names, or null; what is wrong with the path shows when it is used. */
    static @Nullable Stat lookFor(DaxPath path) {
        DaxNioFileSystem files = path.getFileSystem();
        try {
            return files.fs().lstat(files.spiPath(path));
        } catch (DaxFileSystemException e) {
            return null;
        }
    }

    /** Renames within one file system, atomically. The caller keeps open directories from being used meanwhile. */
    static void replace(DaxPath source, DaxPath target) throws IOException {
        DaxNioFileSystem files = source.getFileSystem();
        NioErrors.run(source, target, () -> {
            String from = files.spiPath(source);
            String to = files.spiPath(target);
            boolean tracked = !files.directories().isEmpty();
            String realFrom = tracked ? real(files, from) : from;
            files.fs().rename(from, to);
            if (tracked) {
                files.directories().moved(realFrom, real(files, to));
            }
            files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_DELETE, from);
            files.watches().publish(files.fs(), StandardWatchEventKinds.ENTRY_CREATE, to);
        });
    }

    /** The path of a name itself, with its directory's real path. */
    private static String real(DaxNioFileSystem files, String path) throws IOException {
        String directory =
                RealPaths.of(files.getPath(NameOperations.parent(path)), true).toString();
        return (directory.equals("/") ? "" : directory) + "/" + NameOperations.name(path);
    }

    private static void moveAcross(DaxPath source, DaxPath target, CopyMode mode) throws IOException {
        requireEmpty(source, statSource(source, false));
        Copies.copy(source, target, mode);
        try {
            NameOperations.delete(source);
        } catch (IOException | RuntimeException e) {
            NameOperations.deleteIfExists(target);
            throw e;
        }
    }
}
