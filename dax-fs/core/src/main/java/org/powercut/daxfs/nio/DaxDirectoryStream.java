package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.nio.OpenDirectories.OpenDirectory;

/**
 * The entries of a directory as they were when it was opened, and operations relative to it, wherever it is moved. No
 * rename through the same java.nio file system can come between; where another way was taken to put something else in
 * the directory's place, the operations fail with {@link NoSuchFileException}.
 */
final class DaxDirectoryStream implements SecureDirectoryStream<Path> {
    private final DaxNioFileSystem files;
    private final DaxPath shown;
    private final OpenDirectory directory;
    private final List<DirectoryEntry> entries;
    private final DirectoryStream.Filter<? super Path> filter;
    private boolean iterated;
    private volatile boolean closed;

    private DaxDirectoryStream(
            DaxPath shown,
            OpenDirectory directory,
            List<DirectoryEntry> entries,
            DirectoryStream.Filter<? super Path> filter) {
        this.files = shown.getFileSystem();
        this.shown = shown;
        this.directory = directory;
        this.entries = entries;
        this.filter = filter;
    }

    /** The stay lock may be held already: it is one for reading. */
    static DaxDirectoryStream open(DaxPath path, DirectoryStream.Filter<? super Path> filter) throws IOException {
        Objects.requireNonNull(filter);
        Lock stay = path.getFileSystem().directories().stay();
        stay.lock();
        try {
            return open(path, RealPaths.real(path.getFileSystem().fs(), path), filter);
        } catch (DaxFileSystemException e) {
            throw NioErrors.ofDirectory(e, path.toString());
        } finally {
            stay.unlock();
        }
    }

    private static DaxDirectoryStream open(DaxPath shown, String real, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DaxNioFileSystem files = shown.getFileSystem();
        Stat stat = files.fs().stat(real);
        if (stat.type() != FileType.DIRECTORY) {
            throw new NotDirectoryException(shown.toString());
        }
        OpenDirectory directory = files.directories().add(real, FileKey.of(stat));
        try {
            return files.opened(
                    new DaxDirectoryStream(shown, directory, files.fs().readdir(real), filter));
        } catch (RuntimeException | IOException e) {
            files.directories().remove(directory);
            throw e;
        }
    }

    // entries

    @Override
    public synchronized Iterator<Path> iterator() {
        if (closed) {
            throw new IllegalStateException("the directory stream is closed");
        }
        if (iterated) {
            throw new IllegalStateException("a directory stream has one iterator");
        }
        iterated = true;
        return new Entries();
    }

    /** Goes through the entries, and filters each when it is reached. */
    private final class Entries implements Iterator<Path> {
        private int next;
        private @Nullable Path ready;

        @Override
        public boolean hasNext() {
            while (ready == null && next < entries.size() && !closed) {
                Path path = shown.resolve(entries.get(next++).name());
                try {
                    ready = filter.accept(path) ? path : null;
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
            }
            return ready != null;
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Path result = Objects.requireNonNull(ready);
            ready = null;
            return result;
        }
    }

    // relative to the directory

    /** An operation on a path relative to the directory, which stays where it is meanwhile. */
    private interface Relative<T> {
        T run(DaxPath path) throws IOException;
    }

    private <T> T relative(Path path, Relative<T> operation) throws IOException {
        Lock stay = files.directories().stay();
        stay.lock();
        try {
            return operation.run(resolve(path));
        } finally {
            stay.unlock();
        }
    }

    /** Where a path leads. The caller keeps the directory where it is. */
    private DaxPath resolve(Path path) throws IOException {
        DaxPath name = DaxPath.of(path);
        if (closed) {
            throw new ClosedDirectoryStreamException();
        }
        if (name.isAbsolute()) {
            return name;
        }
        return NioErrors.call(shown, () -> {
            Stat stat = files.fs().lstat(directory.path());
            if (!FileKey.of(stat).equals(directory.key())) {
                throw new NoSuchFileException(shown.toString(), null, "another file has the directory's place");
            }
            return files.getPath(directory.path()).resolve(name);
        });
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options) throws IOException {
        return relative(path, target -> {
            if (!Links.followed(options) && !isDirectoryItself(target)) {
                throw new NotDirectoryException(path.toString());
            }
            return open(target, entry -> true);
        });
    }

    private static boolean isDirectoryItself(DaxPath path) throws IOException {
        return DaxFileAttributes.read(path, false).isDirectory();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        OpenMode mode = OpenMode.of(options);
        int permissions = Modes.ofNew(Modes.NEW_FILE, attributes);
        return relative(path, target -> Channels.open(target, mode, permissions));
    }

    @Override
    public void deleteFile(Path path) throws IOException {
        relative(path, target -> {
            NioErrors.run(path, () -> NameOperations.unlink(files, files.spiPath(target)));
            return target;
        });
    }

    @Override
    public void deleteDirectory(Path path) throws IOException {
        relative(path, target -> {
            try {
                NameOperations.rmdir(files, files.spiPath(target));
                return target;
            } catch (DaxFileSystemException e) {
                throw NioErrors.ofDirectory(e, path.toString());
            }
        });
    }

    @Override
    public void move(Path source, SecureDirectoryStream<Path> targetDirectory, Path target) throws IOException {
        if (!(Objects.requireNonNull(targetDirectory) instanceof DaxDirectoryStream other)) {
            throw new ProviderMismatchException("the target directory is one of another provider");
        }
        Lock move = files.directories().move();
        move.lock();
        try {
            Moves.replace(resolve(source), other.resolve(target));
        } finally {
            move.unlock();
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
        return getFileAttributeView(files.getPath(""), type);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        Target target = Target.relative(files, () -> resolve(path), Links.followed(options));
        return AttributeViews.of(target, type);
    }

    @Override
    public void close() {
        closed = true;
        files.directories().remove(directory);
        files.closed(this);
    }
}
