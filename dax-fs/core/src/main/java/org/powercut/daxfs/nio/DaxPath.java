package org.powercut.daxfs.nio;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path: its names, and whether it begins at the root. The empty path has one empty name; the root has none. Relative
 * paths are relative to the root, which is every file system's working directory. Knows syntax only.
 */
final class DaxPath implements Path {
    private static final String PARENT = "..";

    private final DaxNioFileSystem fileSystem;
    private final boolean absolute;
    private final List<String> names;
    private final String text;

    DaxPath(DaxNioFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = !absolute && names.isEmpty() ? List.of("") : names;
        this.text = absolute ? "/" + String.join("/", names) : String.join("/", names);
    }

    /** The path as one of this provider's. */
    static DaxPath of(Path path) {
        Objects.requireNonNull(path, "path");
        if (path instanceof DaxPath own) {
            return own;
        }
        throw new ProviderMismatchException(path + " is a path of " + path.getFileSystem());
    }

    private DaxPath with(boolean isAbsolute, List<String> newNames) {
        return new DaxPath(fileSystem, isAbsolute, newNames);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** Whether a name is {@code .} or {@code ..}, which the file system itself does not know. */
    boolean hasDots() {
        return names.contains(".") || names.contains(PARENT);
    }

    /** The names from the root or the working directory on; none for the empty path. */
    List<String> names() {
        return isEmpty() ? List.of() : names;
    }

    @Override
    public DaxNioFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable DaxPath getRoot() {
        return absolute ? with(true, List.of()) : null;
    }

    @Override
    public @Nullable DaxPath getFileName() {
        return names.isEmpty() ? null : with(false, List.of(names.getLast()));
    }

    @Override
    public @Nullable DaxPath getParent() {
        if (names.size() > 1) {
            return with(absolute, names.subList(0, names.size() - 1));
        }
        return absolute && !names.isEmpty() ? with(true, List.of()) : null;
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public DaxPath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public DaxPath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || beginIndex >= endIndex || endIndex > names.size()) {
            throw new IllegalArgumentException(
                    "[" + beginIndex + ", " + endIndex + ") is not within the " + names.size() + " names of " + text);
        }
        return with(false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!(Objects.requireNonNull(other) instanceof DaxPath that)
                || that.fileSystem != fileSystem
                || that.absolute != absolute
                || that.isEmpty() != isEmpty()) {
            return false;
        }
        int count = that.names.size();
        return count <= names.size() && names.subList(0, count).equals(that.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(Objects.requireNonNull(other) instanceof DaxPath that)
                || that.fileSystem != fileSystem
                || that.isEmpty() != isEmpty()) {
            return false;
        }
        int from = names.size() - that.names.size();
        if (from < 0 || that.absolute && (!absolute || from > 0)) {
            return false;
        }
        return names.subList(from, names.size()).equals(that.names) && (that.absolute || !that.names.isEmpty());
    }

    @Override
    public DaxPath normalize() {
        List<String> kept = new ArrayList<>(names.size());
        for (String name : names()) {
            boolean canGoBack = !kept.isEmpty() && !kept.getLast().equals(PARENT);
            if (name.equals(PARENT) && canGoBack) {
                kept.removeLast();
            } else if (!name.equals(".") && !(name.equals(PARENT) && absolute)) {
                kept.add(name);
            }
        }
        return with(absolute, List.copyOf(kept));
    }

    @Override
    public DaxPath resolve(Path other) {
        DaxPath that = of(other);
        if (that.absolute) {
            return that;
        }
        if (that.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return with(false, that.names);
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(that.names);
        return with(absolute, List.copyOf(all));
    }

    @Override
    public DaxPath resolve(String other) {
        return resolve(fileSystem.getPath(other));
    }

    @Override
    public DaxPath relativize(Path other) {
        DaxPath that = of(other);
        if (that.absolute != absolute) {
            throw new IllegalArgumentException(
                    "'" + this + "' and '" + other + "': both must be absolute, or both relative");
        }
        List<String> from = isEmpty() ? List.of() : withoutDots(this);
        List<String> to = isEmpty() ? that.names() : withoutDots(that);
        int common = 0;
        while (common < from.size() && common < to.size() && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> rest = from.subList(common, from.size());
        if (rest.contains(PARENT)) {
            throw new IllegalArgumentException(
                    "what '" + this + "' is relative to '" + other + "' depends on the names above; it has ..");
        }
        List<String> result = new ArrayList<>();
        rest.forEach(name -> result.add(PARENT));
        result.addAll(to.subList(common, to.size()));
        return with(false, List.copyOf(result));
    }

    private static List<String> withoutDots(DaxPath path) {
        return path.hasDots() ? path.normalize().names() : path.names();
    }

    @Override
    public URI toUri() {
        return fileSystem.uriOf(toAbsolutePath());
    }

    @Override
    public DaxPath toAbsolutePath() {
        return absolute ? this : with(true, names());
    }

    @Override
    public DaxPath toRealPath(LinkOption... options) throws IOException {
        return RealPaths.of(this, Links.followed(options));
    }

    /** Not possible: java.io.File knows the default file system only. */
    @Override
    public File toFile() {
        throw new UnsupportedOperationException("java.io.File knows the JVM's default file system only; use Files");
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        if (!(Objects.requireNonNull(watcher) instanceof DaxWatchService service)) {
            throw new ProviderMismatchException("the watch service is one of another provider");
        }
        return service.register(this, events, modifiers);
    }

    /** In the order of the bytes of UTF-8. */
    @Override
    public int compareTo(Path other) {
        return Arrays.compareUnsigned(
                text.getBytes(StandardCharsets.UTF_8), of(other).text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DaxPath that && that.fileSystem == fileSystem && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
