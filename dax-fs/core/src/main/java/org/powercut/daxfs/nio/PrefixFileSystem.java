package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's default file system: paths have the platform's syntax, and those below the prefix lead to the image. A watch
 * service watches the platform's directories only; paths of the image have their own.
 */
final class PrefixFileSystem extends FileSystem {
    private final PrefixProvider provider;
    private final FileSystem platform;
    private final PrefixMount mount;

    PrefixFileSystem(PrefixProvider provider, FileSystem platform, PrefixMount mount) {
        this.provider = provider;
        this.platform = platform;
        this.mount = mount;
    }

    PrefixPath path(Path platformPath) {
        return new PrefixPath(this, platformPath);
    }

    @Nullable
    PrefixPath pathOrNull(@Nullable Path platformPath) {
        return platformPath == null ? null : path(platformPath);
    }

    /** The path on the file system that it leads to. */
    Path real(Path path) {
        if (!(Objects.requireNonNull(path) instanceof PrefixPath own)) {
            throw new ProviderMismatchException(path + " is a path of " + path.getFileSystem());
        }
        Path inside = mount.inside(own.platform());
        return inside == null ? own.platform() : inside;
    }

    /**
     * What a symbolic link at {@code link} must hold to lead to {@code target}.
     *
     * @throws FileSystemException if it would lead from one file system to the other
     */
    Path linkTarget(Path link, Path target) throws FileSystemException {
        if (!target.isAbsolute()) {
            return link.getFileSystem().getPath(target.toString());
        }
        Path real = real(target);
        if (real.getFileSystem() != link.getFileSystem()) {
            throw new FileSystemException(link.toString(), target.toString(), "a link cannot lead across the prefix");
        }
        return real;
    }

    /** The path of this file system that a path on one of the two behind it has. */
    PrefixPath shown(Path real) {
        return path(real instanceof DaxPath inside ? mount.outside(inside) : real);
    }

    @Override
    public PrefixProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("the default file system cannot be closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return platform.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        List<Path> roots = new ArrayList<>();
        platform.getRootDirectories().forEach(root -> roots.add(path(root)));
        return roots;
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return platform.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return platform.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(platform.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = platform.getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(path instanceof PrefixPath own ? own.platform() : path);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return platform.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return platform.newWatchService();
    }
}
