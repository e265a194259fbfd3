package org.powercut.torture;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.powercut.framework.trace.TraceFile;
import org.powercut.framework.trace.TraceFiles;

/** The formats of trace files, by the names that the command line has for them. */
enum TraceFormat {
    /** docs/trace-format.md. */
    jsonl {
        @Override
        void write(TraceFile trace, Path file) throws IOException {
            TraceFiles.write(trace, file);
        }
    },
    /** The store log of pmemcheck and pmreorder. */
    pmreorder {
        @Override
        void write(TraceFile trace, Path file) throws IOException {
            TraceFiles.writeStoreLog(trace, file + ".img", file);
        }
    };

    abstract void write(TraceFile trace, Path file) throws IOException;

    /** Reads a trace of any format. */
    static TraceFile read(Path file, List<Path> images) {
        try {
            return TraceFiles.read(file, images);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** What a user can make of a file that cannot be read or written. */
    static UsageException refused(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> new UsageException(missing.getFile() + ": there is no such file");
            case FileSystemException other
            when other.getReason() != null -> new UsageException(other.getFile() + ": " + other.getReason());
            default -> new UsageException(String.valueOf(e.getMessage()));
        };
    }
}
