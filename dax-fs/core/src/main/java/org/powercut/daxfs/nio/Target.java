package org.powercut.daxfs.nio;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.Stat;

/** A file whose attributes are looked at or changed: found anew at each operation. */
final class Target {
    private final DaxNioFileSystem files;
    private final Resolver resolver;
    private final boolean followLinks;
    private final @Nullable Lock stay;

    /** Tells where the file is. */
    interface Resolver {
        DaxPath resolve() throws IOException;
    }

    /** What is done to a file. */
    interface Operation<T> {
        T run(DaxFileSystem fs, String path) throws IOException;
    }

    private Target(DaxNioFileSystem files, Resolver resolver, boolean followLinks, @Nullable Lock stay) {
        this.files = files;
        this.resolver = resolver;
        this.followLinks = followLinks;
        this.stay = stay;
    }

    static Target of(DaxPath path, boolean followLinks) {
        return new Target(path.getFileSystem(), () -> path, followLinks, null);
    }

    /** A file relative to an open directory, which must not move between finding the file and the operation. */
    static Target relative(DaxNioFileSystem files, Resolver resolver, boolean followLinks) {
        return new Target(files, resolver, followLinks, files.directories().stay());
    }

    DaxNioFileSystem files() {
        return files;
    }

    boolean followLinks() {
        return followLinks;
    }

    <T> T apply(Operation<T> operation) throws IOException {
        return located(path -> NioErrors.call(path, () -> operation.run(files.fs(), files.spiPath(path))));
    }

    Stat stat() throws IOException {
        return located(path -> NioErrors.look(path, () -> Links.stat(files.fs(), files.spiPath(path), followLinks)));
    }

    private <T> T located(Located<T> operation) throws IOException {
        if (stay != null) {
            stay.lock();
        }
        try {
            return operation.run(resolver.resolve());
        } finally {
            if (stay != null) {
                stay.unlock();
            }
        }
    }

    /** What is done to a file that is found. */
    private interface Located<T> {
        T run(DaxPath path) throws IOException;
    }

    /** A change, and the word to the watchers. */
    void change(Change change) throws IOException {
        apply((fs, path) -> {
            change.apply(fs, path);
            files.watches().modified(fs, path);
            return path;
        });
    }

    /** A change of a file. */
    interface Change {
        void apply(DaxFileSystem fs, String path) throws IOException;
    }

    ExtendedAttributes xattrs(DaxFileSystem fs, String path) {
        return followLinks ? fs.xattrs(path) : fs.lxattrs(path);
    }
}
