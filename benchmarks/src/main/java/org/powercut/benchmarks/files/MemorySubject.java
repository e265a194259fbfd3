package org.powercut.benchmarks.files;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** No file system at all: what memcpy, a plain load and a plain store cost in off-heap memory. Has data, no names. */
final class MemorySubject implements Subject {
    private static final long SIZE = 128L << 20;
    private final Arena arena = Arena.ofShared();

    @Override
    public OpenedFile open(String path) {
        return new Opened(arena.allocate(SIZE, 4096), arena.allocate(OpenedFile.BUFFER, 64));
    }

    @Override
    public void close() {
        arena.close();
    }

    private static final class Opened implements OpenedFile {
        private final MemorySegment bytes;
        private final MemorySegment buffer;
        private long end;

        Opened(MemorySegment bytes, MemorySegment buffer) {
            this.bytes = bytes;
            this.buffer = buffer;
        }

        @Override
        public long read(long offset, int length) {
            MemorySegment.copy(bytes, offset, buffer, 0, length);
            return length;
        }

        @Override
        public void write(long offset, int length) {
            MemorySegment.copy(buffer, 0, bytes, offset, length);
            end = Math.max(end, offset + length);
        }

        @Override
        public void append(int length) {
            write(end, length);
        }

        @Override
        public void truncate(long size) {
            end = size;
        }

        @Override
        public void fsync() {}

        @Override
        public Mapped map(long length) {
            return new Mapped() {
                @Override
                public long load(long position) {
                    return bytes.get(ValueLayout.JAVA_LONG, position);
                }

                @Override
                public void store(long position, long value) {
                    bytes.set(ValueLayout.JAVA_LONG, position, value);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    @Override
    public void mkdir(String path) {
        throw namesNone();
    }

    @Override
    public void create(String path) {
        throw namesNone();
    }

    @Override
    public long stat(String path) {
        throw namesNone();
    }

    @Override
    public void lookup(String path) {
        throw namesNone();
    }

    @Override
    public void rename(String from, String to) {
        throw namesNone();
    }

    @Override
    public void unlink(String path) {
        throw namesNone();
    }

    private static UnsupportedOperationException namesNone() {
        return new UnsupportedOperationException("memory has no names");
    }
}
