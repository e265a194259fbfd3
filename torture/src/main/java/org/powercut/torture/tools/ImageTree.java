package org.powercut.torture.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;

/** The files of an image, or of a snapshot in it. The image is mounted until its tree is closed. */
final class ImageTree implements Tree, AutoCloseable {
    /** Null for a snapshot: the tree that it is of closes the image. */
    private final @Nullable Image image;

    private final DaxFileSystem fs;

    private ImageTree(@Nullable Image image, DaxFileSystem fs) {
        this.image = image;
        this.fs = fs;
    }

    static ImageTree open(Path file) throws IOException {
        Image image = Image.open(file);
        try {
            return new ImageTree(image, image.mount());
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /** The files as a snapshot keeps them, read-only. Close it before this. */
    ImageTree snapshot(String name) {
        return new ImageTree(null, fs.openSnapshot(name));
    }

    @Override
    public @Nullable FileType type(String path) {
        try {
            return fs.lstat(path).type();
        } catch (DaxFileSystemException e) {
            if (e.errno() == Errno.ENOENT) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public List<String> list(String directory) {
        return fs.readdir(directory).stream().map(DirectoryEntry::name).toList();
    }

    @Override
    public int mode(String path) {
        return fs.lstat(path).mode();
    }

    @Override
    public long size(String path) {
        return fs.lstat(path).size();
    }

    @Override
    public String readlink(String path) {
        return fs.readlink(path);
    }

    @Override
    public InputStream read(String path) {
        DaxFile file = fs.open(path, OpenFlag.READ);
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                long count = file.read(position, MemorySegment.ofArray(target).asSlice(offset, length));
                position += count;
                return count == 0 && length > 0 ? -1 : (int) count;
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @Override
    public OutputStream write(String path, int mode) {
        DaxFile file = fs.open(path, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE);
        fs.chmod(path, mode);
        return new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                file.append(MemorySegment.ofArray(source).asSlice(offset, length));
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @Override
    public void mkdir(String path, int mode) {
        fs.mkdir(path);
        fs.chmod(path, mode);
    }

    @Override
    public void symlink(String target, String path) {
        fs.symlink(target, path);
    }

    @Override
    public void close() {
        fs.close();
        if (image != null) {
            image.close();
        }
    }
}
