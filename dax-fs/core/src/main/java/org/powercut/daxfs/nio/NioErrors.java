package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/** The file system's errors as those that java.nio.file knows. Each keeps the first as its cause. */
final class NioErrors {
    private NioErrors() {}

    /** An operation of the file system. */
    @FunctionalInterface
    interface Operation<T> {
        T run() throws IOException;
    }

    /** An operation of the file system without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    static <T> T call(Path path, Operation<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (DaxFileSystemException e) {
            throw of(e, path.toString(), null);
        }
    }

    /** As {@link #call}, of an operation that looks for a file: below something that is no directory there is none. */
    static <T> T look(Path path, Operation<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (DaxFileSystemException e) {
            boolean none = e.errno() == Errno.ENOTDIR;
            throw none ? because(new NoSuchFileException(path.toString()), e) : of(e, path.toString(), null);
        }
    }

    static void run(Path path, Action action) throws IOException {
        run(path, null, action);
    }

    static void run(Path path, @Nullable Path other, Action action) throws IOException {
        try {
            action.run();
        } catch (DaxFileSystemException e) {
            throw of(e, path.toString(), other == null ? null : other.toString());
        }
    }

    /**
     * The error of an operation on paths.
     *
     * @throws ClosedFileSystemException instead, if the file system is unmounted
     * @throws ReadOnlyFileSystemException instead, if it is read-only
     */
    static IOException of(DaxFileSystemException e, String file, @Nullable String other) {
        if (e.errno() == Errno.ESHUTDOWN) {
            throw because(new ClosedFileSystemException(), e);
        }
        if (e.errno() == Errno.EROFS) {
            throw because(new ReadOnlyFileSystemException(), e);
        }
        return because(
                switch (e.errno()) {
                    case ENOENT -> new NoSuchFileException(file, other, null);
                    case EEXIST -> new FileAlreadyExistsException(file, other, null);
                    case ENOTEMPTY -> new DirectoryNotEmptyException(other == null ? file : other);
                    case ELOOP -> new FileSystemLoopException(file);
                    case EACCES -> new AccessDeniedException(file, other, e.getMessage());
                    case EXDEV -> new AtomicMoveNotSupportedException(file, other, e.getMessage());
                    default -> new FileSystemException(file, other, e.getMessage());
                },
                e);
    }

    /** The error of an operation that needs a directory. */
    static IOException ofDirectory(DaxFileSystemException e, String file) {
        return e.errno() == Errno.ENOTDIR ? because(new NotDirectoryException(file), e) : of(e, file, null);
    }

    /** The error of an operation of an open file. */
    static IOException ofFile(DaxFileSystemException e, String file) {
        return because(new FileSystemException(file, null, e.getMessage()), e);
    }

    private static <T extends Exception> T because(T error, DaxFileSystemException cause) {
        error.initCause(cause);
        return error;
    }
}
