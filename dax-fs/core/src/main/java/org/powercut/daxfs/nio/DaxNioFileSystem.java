package org.powercut.daxfs.nio;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.powercut.daxfs.DaxFileSystem;

/** One mounted file system, with what is open in it. */
final class DaxNioFileSystem extends FileSystem {
    private final DaxNioProvider provider;
    private final DaxFileSystem fs;
    private final String image;
    private final Runnable afterClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final WatchHub watches = new WatchHub();
    private final LockTable locks = new LockTable();
    private final OpenDirectories directories = new OpenDirectories();

    /**
     * @param image what the file system is mounted from, the first part of its URIs; empty if it has no name
     * @param afterClose what else ends with this
     */
    DaxNioFileSystem(DaxNioProvider provider, DaxFileSystem fs, String image, Runnable afterClose) {
        this.provider = provider;
        this.fs = fs;
        this.image = image;
        this.afterClose = afterClose;
    }

    /**
     * The file system behind.
     *
     * @throws ClosedFileSystemException if this is closed
     */
    DaxFileSystem fs() {
        if (closed.get()) {
            throw new ClosedFileSystemException();
        }
        return fs;
    }

    WatchHub watches() {
        return watches;
    }

    LockTable locks() {
        return locks;
    }

    OpenDirectories directories() {
        return directories;
    }

    /** What the file system is mounted from; empty if that has no name. */
    String image() {
        return image;
    }

    /** The path as the file system behind knows it: absolute, and without {@code .} and {@code ..}. */
    String spiPath(DaxPath path) {
        return path.hasDots()
                ? RealPaths.withoutDots(fs(), path)
                : path.toAbsolutePath().toString();
    }

    URI uriOf(DaxPath absolute) {
        try {
            return new URI(DaxNioProvider.SCHEME, image + ImageUri.SEPARATOR + absolute, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(absolute + " has no URI", e);
        }
    }

    /** Takes note of something that ends with this. */
    <T extends Closeable> T opened(T resource) throws IOException {
        open.add(resource);
        if (closed.get()) {
            resource.close();
            throw new ClosedFileSystemException();
        }
        return resource;
    }

    void closed(Closeable resource) {
        open.remove(resource);
    }

    @Override
    public DaxNioProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            for (Closeable resource : open) {
                resource.close();
            }
        } finally {
            afterClose.run();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed.get();
    }

    @Override
    public boolean isReadOnly() {
        return fs().isReadOnly();
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root());
    }

    DaxPath root() {
        return new DaxPath(this, true, List.of());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(new DaxFileStore(this));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return AttributeViews.names(fs());
    }

    @Override
    public DaxPath getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.isEmpty() ? "" : "/").append(part);
            }
        }
        return PathText.parse(this, text.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return Globs.matcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return Principals.LOOKUP;
    }

    @Override
    public WatchService newWatchService() throws IOException {
        fs();
        return opened(new DaxWatchService(this));
    }

    @Override
    public String toString() {
        return DaxNioProvider.SCHEME + ":" + image;
    }
}
