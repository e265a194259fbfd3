package org.powercut.framework.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.explore.Finding;

/**
 * Writes each finding as one line of JSON, at once, so that a run that is killed leaves what it had found. A run without
 * findings leaves an empty file.
 */
public final class FindingsWriter implements CrashTestListener, AutoCloseable {
    private final ObjectMapper mapper = new ObjectMapper();
    private final BufferedWriter out;

    /**
     * Opens the file, and empties it.
     *
     * @throws IOException if it cannot be written
     */
    public FindingsWriter(Path file) throws IOException {
        this.out = Files.newBufferedWriter(file);
    }

    @Override
    public synchronized void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
        try {
            out.write(mapper.writeValueAsString(FindingJson.of(test, finding)));
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
