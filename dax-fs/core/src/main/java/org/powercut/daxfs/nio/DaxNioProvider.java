package org.powercut.daxfs.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;

/**
 * The java.nio.file provider of the scheme {@code dax}, installed where this is on the class path.
 *
 * <p>{@code FileSystems.newFileSystem(URI.create("dax:/path/to/image"), env)} mounts an image file, {@code
 * Path.of(URI.create("dax:/path/to/image!/path/inside"))} finds a path in it, and closing the file system unmounts it.
 * The settings in {@code env} are those of {@link MountSettings}. What is promised, and what not, is in docs/java-nio.md.
 *
 * <p>Public because the JVM makes it by name.
 */
public final class DaxNioProvider extends FileSystemProvider {
    /** The scheme of the URIs. */
    public static final String SCHEME = "dax";

    private final ImageMounts mounts = new ImageMounts(this);

    @Override
    public String getScheme() {
        return SCHEME;
    }

    // file systems

    /**
     * Mounts an image.
     *
     * @throws java.nio.file.FileSystemAlreadyExistsException if it is mounted by this provider
     * @throws IOException if the image cannot be opened, or holds no file system
     */
    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
        return mounts.mount(ImageUri.parse(uri).image(), MountSettings.of(env));
    }

    /**
     * As {@link #newFileSystem(URI, Map)}.
     *
     * @throws UnsupportedOperationException if the file is no image of a file system, so that other providers are asked
     */
    @Override
    public FileSystem newFileSystem(Path image, Map<String, ?> env) throws IOException {
        MountSettings settings = MountSettings.of(env);
        if (!settings.create() && !ImageMounts.canBeImage(image)) {
            throw new UnsupportedOperationException(image + " is no image of a DAX file system");
        }
        try {
            return mounts.mount(image, settings);
        } catch (FileSystemException e) {
            if (e.getCause() instanceof CorruptFileSystemException) {
                throw new UnsupportedOperationException(image + " holds no DAX file system, or a broken one", e);
            }
            throw e;
        }
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return mounts.get(ImageUri.parse(uri).image());
    }

    @Override
    public Path getPath(URI uri) {
        ImageUri parsed = ImageUri.parse(uri);
        return mounts.get(parsed.image()).getPath(parsed.inside());
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        DaxPath file = DaxPath.of(path);
        NameOperations.checkAccess(file);
        return new DaxFileStore(file.getFileSystem());
    }

    // channels and streams

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return Channels.open(DaxPath.of(path), OpenMode.of(options), Modes.ofNew(Modes.NEW_FILE, attributes));
    }

    @Override
    public AsynchronousFileChannel newAsynchronousFileChannel(
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes)
            throws IOException {
        OpenMode mode = OpenMode.of(options);
        if (mode.append()) {
            throw new UnsupportedOperationException("APPEND: an asynchronous channel has no position");
        }
        return DaxAsynchronousFileChannel.open(
                DaxPath.of(path), mode, Modes.ofNew(Modes.NEW_FILE, attributes), executor);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return DaxDirectoryStream.open(DaxPath.of(path), filter);
    }

    // names

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        NameOperations.createDirectory(DaxPath.of(path), Modes.ofNew(Modes.NEW_DIRECTORY, attributes));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("a symbolic link has no attributes of its own at creation");
        }
        NameOperations.createSymbolicLink(DaxPath.of(link), DaxPath.of(target));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        NameOperations.createLink(DaxPath.of(link), DaxPath.of(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return NameOperations.readSymbolicLink(DaxPath.of(link));
    }

    @Override
    public void delete(Path path) throws IOException {
        NameOperations.delete(DaxPath.of(path));
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        return NameOperations.deleteIfExists(DaxPath.of(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Copies.copy(DaxPath.of(source), DaxPath.of(target), CopyMode.ofCopy(options));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Moves.move(DaxPath.of(source), DaxPath.of(target), CopyMode.ofMove(options));
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return path.equals(other) || other instanceof DaxPath that && NameOperations.isSameFile(DaxPath.of(path), that);
    }

    /** Whether the name begins with a dot. */
    @Override
    public boolean isHidden(Path path) {
        DaxPath name = DaxPath.of(path).getFileName();
        return name != null && name.toString().startsWith(".");
    }

    // attributes

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        NameOperations.checkAccess(DaxPath.of(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return AttributeViews.of(DaxPath.of(path), type, Links.followed(options));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (!type.isAssignableFrom(DaxFileAttributes.class) || !BasicFileAttributes.class.isAssignableFrom(type)) {
            throw new UnsupportedOperationException(type.getName() + "; there are basic and posix attributes");
        }
        return type.cast(DaxFileAttributes.read(DaxPath.of(path), Links.followed(options)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return NamedAttributes.read(DaxPath.of(path), attributes, Links.followed(options));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        NamedAttributes.set(DaxPath.of(path), attribute, value, Links.followed(options));
    }
}
