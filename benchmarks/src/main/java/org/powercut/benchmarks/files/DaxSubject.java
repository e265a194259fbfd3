package org.powercut.benchmarks.files;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;

/** A file system behind Powercut's own interface. */
final class DaxSubject implements Subject {
    private final DaxFileSystem fs;
    private final AutoCloseable end;
    private final OpenFlag[] flags;

    /**
     * @param nodatacow whether files are overwritten in place, without checksums
     * @param end what to do after the unmount
     */
    DaxSubject(DaxFileSystem fs, boolean nodatacow, AutoCloseable end) {
        this.fs = fs;
        this.end = end;
        this.flags = nodatacow
                ? new OpenFlag[] {OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE, OpenFlag.NODATACOW
                }
                : new OpenFlag[] {OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE};
    }

    @Override
    public void mkdir(String path) {
        fs.mkdir(path);
    }

    @Override
    public void create(String path) {
        fs.open(path, flags).close();
    }

    @Override
    public long stat(String path) {
        return fs.stat(path).size();
    }

    @Override
    public void lookup(String path) {
        fs.open(path, OpenFlag.READ).close();
    }

    @Override
    public void rename(String from, String to) {
        fs.rename(from, to);
    }

    @Override
    public void unlink(String path) {
        fs.unlink(path);
    }

    @Override
    public OpenedFile open(String path) {
        return new Opened(fs.open(path, flags));
    }

    @Override
    public void close() throws IOException {
        fs.unmount();
        NioSubject.finish(end);
    }

    private static final class Opened implements OpenedFile {
        private final DaxFile file;
        private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 64);
        private final MemorySegment page = buffer.asSlice(0, 4096);

        Opened(DaxFile file) {
            this.file = file;
        }

        private MemorySegment bytes(int length) {
            return length == BUFFER ? buffer : length == 4096 ? page : buffer.asSlice(0, length);
        }

        @Override
        public long read(long offset, int length) {
            return file.read(offset, bytes(length));
        }

        @Override
        public void write(long offset, int length) {
            file.write(offset, bytes(length));
        }

        @Override
        public void append(int length) {
            file.append(bytes(length));
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void fsync() {
            file.fsync();
        }

        @Override
        public Mapped map(long length) {
            DaxMapping mapping = file.map(MapMode.SHARED, 0, length);
            return new Mapped() {
                @Override
                public long load(long position) {
                    return mapping.getLong(position);
                }

                @Override
                public void store(long position, long value) {
                    mapping.putLong(position, value);
                }

                @Override
                public void close() {
                    mapping.close();
                }
            };
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
