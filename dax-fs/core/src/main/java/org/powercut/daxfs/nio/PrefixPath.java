package org.powercut.daxfs.nio;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A path of the default file system: the platform's path, whose syntax it has. */
final class PrefixPath implements Path {
    private final PrefixFileSystem fileSystem;
    private final Path platform;

    PrefixPath(PrefixFileSystem fileSystem, Path platform) {
        this.fileSystem = fileSystem;
        this.platform = platform;
    }

    Path platform() {
        return platform;
    }

    private static Path platform(Path path) {
        if (Objects.requireNonNull(path) instanceof PrefixPath own) {
            return own.platform;
        }
        throw new ProviderMismatchException(path + " is a path of " + path.getFileSystem());
    }

    @Override
    public PrefixFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return platform.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return fileSystem.pathOrNull(platform.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return fileSystem.pathOrNull(platform.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return fileSystem.pathOrNull(platform.getParent());
    }

    @Override
    public int getNameCount() {
        return platform.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return fileSystem.path(platform.getName(index));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return fileSystem.path(platform.subpath(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof PrefixPath own && platform.startsWith(own.platform);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof PrefixPath own && platform.endsWith(own.platform);
    }

    @Override
    public Path normalize() {
        return fileSystem.path(platform.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return fileSystem.path(platform.resolve(platform(other)));
    }

    @Override
    public Path relativize(Path other) {
        return fileSystem.path(platform.relativize(platform(other)));
    }

    @Override
    public URI toUri() {
        return platform.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return fileSystem.path(platform.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return fileSystem.shown(fileSystem.real(this).toRealPath(options));
    }

    /** As a name only: java.io.File itself looks on the platform's file system. */
    @Override
    public File toFile() {
        return new File(platform.toString());
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        return fileSystem.real(this).register(watcher, events, modifiers);
    }

    @Override
    public int compareTo(Path other) {
        return platform.compareTo(platform(other));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PrefixPath that && that.platform.equals(platform);
    }

    @Override
    public int hashCode() {
        return platform.hashCode();
    }

    @Override
    public String toString() {
        return platform.toString();
    }
}
