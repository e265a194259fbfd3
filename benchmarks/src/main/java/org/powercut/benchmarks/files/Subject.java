package org.powercut.benchmarks.files;

import java.io.IOException;

/** A file system under measurement, empty at first. Paths are absolute, with slashes. Thread-safe. */
interface Subject extends AutoCloseable {

    void mkdir(String path) throws IOException;

    /** Makes an empty file and closes it. */
    void create(String path) throws IOException;

    /** Reads the size and the times. */
    long stat(String path) throws IOException;

    /** Finds a name and opens it for reading, then closes it. */
    void lookup(String path) throws IOException;

    void rename(String from, String to) throws IOException;

    void unlink(String path) throws IOException;

    /** Makes and opens a file; the caller closes it. One thread uses it. */
    OpenedFile open(String path) throws IOException;

    /** Unmounts, and leaves nothing behind. */
    @Override
    void close() throws IOException;

    /** An open file with a buffer of its own, which every read fills and every write takes its bytes from. */
    interface OpenedFile extends AutoCloseable {
        int BUFFER = 1 << 20;

        /** Returns how many bytes. */
        long read(long offset, int length) throws IOException;

        void write(long offset, int length) throws IOException;

        void append(int length) throws IOException;

        /** Cuts the file. */
        void truncate(long size) throws IOException;

        void fsync() throws IOException;

        /** Maps the first {@code length} bytes. */
        Mapped map(long length) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A mapping of a file. */
    interface Mapped extends AutoCloseable {
        long load(long position);

        void store(long position, long value);

        @Override
        void close();
    }
}
