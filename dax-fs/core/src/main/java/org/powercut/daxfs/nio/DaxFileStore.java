package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.StatFs;

/** The space of a file system. */
final class DaxFileStore extends FileStore {
    private final DaxNioFileSystem files;

    DaxFileStore(DaxNioFileSystem files) {
        this.files = files;
    }

    /** The image; {@code dax} for a mount without one. */
    @Override
    public String name() {
        return files.image().isEmpty() ? type() : files.image();
    }

    @Override
    public String type() {
        return DaxNioProvider.SCHEME;
    }

    @Override
    public boolean isReadOnly() {
        return files.isReadOnly();
    }

    @Override
    public long getTotalSpace() throws IOException {
        return bytes(StatFs::blocks);
    }

    @Override
    public long getUsableSpace() throws IOException {
        return bytes(StatFs::freeBlocks);
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        return bytes(StatFs::freeBlocks);
    }

    @Override
    public long getBlockSize() throws IOException {
        return statfs().blockSize();
    }

    private long bytes(ToLongFunction<StatFs> blocks) throws IOException {
        StatFs statfs = statfs();
        return blocks.applyAsLong(statfs) * statfs.blockSize();
    }

    private StatFs statfs() throws IOException {
        return NioErrors.call(files.root(), () -> files.fs().statfs());
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return AttributeViews.isSupported(files.fs(), type);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return AttributeViews.names(files.fs()).contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    /** {@code totalSpace}, {@code usableSpace}, {@code unallocatedSpace}, {@code blockSize}, and the inodes there are. */
    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            case "blockSize" -> getBlockSize();
            case "totalInodes" -> statfs().inodes();
            case "freeInodes" -> statfs().freeInodes();
            default ->
                throw new UnsupportedOperationException("'" + attribute + "' is no attribute of this file store");
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DaxFileStore that && that.files == files;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(files);
    }

    @Override
    public String toString() {
        return name();
    }
}
