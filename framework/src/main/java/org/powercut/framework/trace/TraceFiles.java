package org.powercut.framework.trace;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/** Reads and writes trace files. A file that cannot be written as a whole is not written at all. */
public final class TraceFiles {
    private TraceFiles() {}

    /**
     * Reads a trace of either format; the first character tells which.
     *
     * @throws BadTraceException if the file is neither, or damaged; the message has file and line
     */
    public static TraceFile read(Path file) throws IOException {
        return read(file, List.of());
    }

    /**
     * As {@link #read(Path)}, with what the files of a store log held before.
     *
     * @param images a file for each that the log registers, in the order of registration; or none
     * @throws BadTraceException likewise, or if there are not as many images as files, or one has another size
     */
    public static TraceFile read(Path file, List<Path> images) throws IOException {
        try (Reader in = open(file)) {
            in.mark(1);
            int first = in.read();
            if (first == '{' || first < 0) {
                if (!images.isEmpty()) {
                    throw new BadTraceException(file + " holds its own image, so none can be given");
                }
                in.reset();
                return TraceReader.read(file, in);
            }
        }
        return readLog(file, images);
    }

    private static TraceFile readLog(Path file, List<Path> images) throws IOException {
        MappedFiles files;
        try (Reader in = open(file)) {
            files = StoreLogReader.files(file, in);
        }
        TreeMap<Long, byte[]> pages = images.isEmpty() ? null : pages(file, files.files(), images);
        try (Reader in = open(file)) {
            return StoreLogReader.read(file, in, files, pages);
        }
    }

    private static Reader open(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16);
    }

    private static TreeMap<Long, byte[]> pages(Path log, List<ImageFile> files, List<Path> images) throws IOException {
        if (images.size() != files.size()) {
            throw new BadTraceException(log + " registers " + files.size() + " files, so give as many images, not "
                    + images.size() + ": "
                    + String.join(", ", files.stream().map(ImageFile::name).toList()));
        }
        TreeMap<Long, byte[]> pages = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            long size = Files.size(images.get(i));
            if (size < files.get(i).size()) {
                throw new BadTraceException(images.get(i) + " has " + size + " bytes, but "
                        + files.get(i).name() + " is mapped up to byte "
                        + files.get(i).size());
            }
            readPages(images.get(i), files.get(i), pages);
        }
        return pages;
    }

    private static void readPages(Path image, ImageFile file, TreeMap<Long, byte[]> pages) throws IOException {
        byte[] zeros = new byte[Pmem.PAGE];
        try (InputStream in = Files.newInputStream(image)) {
            for (long at = 0; at < file.size(); at += Pmem.PAGE) {
                byte[] read = in.readNBytes((int) Math.min(Pmem.PAGE, file.size() - at));
                byte[] page = Arrays.copyOf(read, Pmem.PAGE);
                if (!Arrays.equals(page, zeros)) {
                    pages.put(file.offset() + at, page);
                }
            }
        }
    }

    /** Writes a trace in the JSON Lines format; replaces what is there. */
    public static void write(TraceFile trace, Path file) throws IOException {
        replace(file, out -> TraceWriter.write(trace, out));
    }

    /**
     * Writes a trace as a store log for pmreorder; replaces what is there.
     *
     * @param image the path that the log names as the mapped file
     * @throws BadTraceException if the trace has media errors, which a store log cannot say; nothing is written then
     */
    public static void writeStoreLog(TraceFile trace, String image, Path file) throws IOException {
        replace(file, out -> StoreLogWriter.write(trace, image, out));
    }

    private interface Content {
        void writeTo(Writer out) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        @Nullable Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, ".trace", ".part");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
                content.writeTo(out);
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
