package org.powercut.daxfs.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's default provider with a DAX file system below one directory, so that programs that know nothing of it land
 * there:
 *
 * <pre>
 * java -Djava.nio.file.spi.DefaultFileSystemProvider=org.powercut.daxfs.nio.PrefixProvider
 *      -Dpowercut.nio.prefix=/mnt/pmem -Dpowercut.nio.image=/path/to/image ...
 * </pre>
 *
 * Paths below the prefix go to the image, which is mounted at the first use and unmounted when the JVM ends; all others
 * go to the platform's provider. Every setting of {@link MountSettings} can be given as {@code powercut.nio.<setting>}.
 * {@code java.io.File} and the classes over it know nothing of providers and stay on the platform's file system.
 *
 * <p>Public because the JVM makes it by name.
 */
public final class PrefixProvider extends FileSystemProvider {
    private final FileSystemProvider platform;
    private final PrefixFileSystem fileSystem;

    /**
     * @param platform the platform's provider
     * @throws IllegalArgumentException if the prefix or the image is not given, or no absolute path
     */
    public PrefixProvider(FileSystemProvider platform) {
        this.platform = platform;
        FileSystem platformFiles = platform.getFileSystem(URI.create("file:///"));
        this.fileSystem = new PrefixFileSystem(this, platformFiles, PrefixMount.configured(platformFiles));
    }

    @Override
    public String getScheme() {
        return platform.getScheme();
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
        return platform.newFileSystem(uri, env);
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        platform.getFileSystem(uri);
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        return fileSystem.path(platform.getPath(uri));
    }

    private Path real(Path path) {
        return fileSystem.real(path);
    }

    /** The provider of what {@link #real} gives. */
    private static FileSystemProvider of(Path real) {
        return real.getFileSystem().provider();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        Path real = real(path);
        return of(real).newByteChannel(real, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path real = real(path);
        return of(real).newFileChannel(real, options, attributes);
    }

    @Override
    public AsynchronousFileChannel newAsynchronousFileChannel(
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes)
            throws IOException {
        Path real = real(path);
        return of(real).newAsynchronousFileChannel(real, options, executor, attributes);
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        Path real = real(path);
        return of(real).newInputStream(real, options);
    }

    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        Path real = real(path);
        return of(real).newOutputStream(real, options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path real = real(path);
        Path shown = path;
        DirectoryStream<Path> entries = of(real).newDirectoryStream(
                        real, entry -> filter.accept(shown.resolve(String.valueOf(entry.getFileName()))));
        return new PrefixDirectoryStream(shown, entries);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        Path real = real(path);
        of(real).createDirectory(real, attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        Path real = real(link);
        of(real).createSymbolicLink(real, fileSystem.linkTarget(real, target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Path real = real(link);
        of(real).createLink(real, real(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        Path real = real(link);
        Path target = of(real).readSymbolicLink(real);
        return target.isAbsolute() ? fileSystem.shown(target) : fileSystem.getPath(target.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        Path real = real(path);
        of(real).delete(real);
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        Path real = real(path);
        return of(real).deleteIfExists(real);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Path from = real(source);
        Path to = real(target);
        if (of(from) == of(to)) {
            of(from).copy(from, to, options);
        } else {
            Files.copy(from, to, options);
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = real(source);
        Path to = real(target);
        if (of(from) == of(to)) {
            of(from).move(from, to, options);
        } else if (Arrays.asList(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new AtomicMoveNotSupportedException(
                    source.toString(), target.toString(), "the prefix lies between the two");
        } else {
            Files.move(from, to, options);
        }
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        Path first = real(path);
        Path second = other instanceof PrefixPath ? real(other) : other;
        return of(first) == of(second) ? of(first).isSameFile(first, second) : path.equals(other);
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        Path real = real(path);
        return of(real).isHidden(real);
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        Path real = real(path);
        return of(real).getFileStore(real);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Path real = real(path);
        of(real).checkAccess(real, modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        Path real = real(path);
        return of(real).getFileAttributeView(real, type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        Path real = real(path);
        return of(real).readAttributes(real, type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Path real = real(path);
        return of(real).readAttributes(real, attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Path real = real(path);
        of(real).setAttribute(real, attribute, value, options);
    }
}
