package org.powercut.benchmarks.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;

/** Any file system behind java.nio. */
final class NioSubject implements Subject {
    private final Path root;
    private final AutoCloseable end;

    /**
     * @param root an empty directory
     * @param end what to do when all is over
     */
    NioSubject(Path root, AutoCloseable end) {
        this.root = root;
        this.end = end;
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public void mkdir(String path) throws IOException {
        Files.createDirectory(at(path));
    }

    @Override
    public void create(String path) throws IOException {
        FileChannel.open(at(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
    }

    @Override
    public long stat(String path) throws IOException {
        return Files.readAttributes(at(path), PosixFileAttributes.class).size();
    }

    @Override
    public void lookup(String path) throws IOException {
        FileChannel.open(at(path), StandardOpenOption.READ).close();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(at(from), at(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void unlink(String path) throws IOException {
        Files.delete(at(path));
    }

    @Override
    public OpenedFile open(String path) throws IOException {
        return new Opened(FileChannel.open(
                at(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void close() throws IOException {
        finish(end);
    }

    static void finish(AutoCloseable end) throws IOException {
        try {
            end.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static final class Opened implements OpenedFile {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        private long end;

        Opened(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long read(long offset, int length) throws IOException {
            buffer.limit(length).position(0);
            return channel.read(buffer, offset);
        }

        @Override
        public void write(long offset, int length) throws IOException {
            buffer.limit(length).position(0);
            while (buffer.hasRemaining()) {
                channel.write(buffer, offset + buffer.position());
            }
            end = Math.max(end, offset + length);
        }

        @Override
        public void append(int length) throws IOException {
            write(end, length);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
            end = size;
        }

        @Override
        public void fsync() throws IOException {
            channel.force(true);
        }

        @Override
        public Mapped map(long length) throws IOException {
            MappedByteBuffer bytes = channel.map(MapMode.READ_WRITE, 0, length);
            return new Mapped() {
                @Override
                public long load(long position) {
                    return bytes.getLong((int) position);
                }

                @Override
                public void store(long position, long value) {
                    bytes.putLong((int) position, value);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
