package org.powercut.torture.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.powercut.daxfs.DaxFileSystemException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the tools have in common: where they print to, their exit codes, and what errors look like. */
abstract class ImageCommand implements Callable<Integer> {
    /** All is well. */
    static final int FINE = 0;
    /** Something was found: problems, bad blocks, lost ranges. */
    static final int FINDINGS = 1;
    /** The command line or the environment is wrong, or the image is no file system. */
    static final int FAILED = 2;

    static final String EXIT_CODES = "Exit codes: 0 all is well, 1 something was found, 2 wrong command line or image.";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Does the work, and returns the exit code. */
    abstract int run() throws IOException;

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (NoSuchFileException e) {
            return fail(e.getFile() + ": there is no such file");
        } catch (FileAlreadyExistsException e) {
            return fail(e.getFile() + ": exists already");
        } catch (FileSystemException e) {
            return fail(e.getReason() == null ? String.valueOf(e.getMessage()) : e.getFile() + ": " + e.getReason());
        } catch (IOException | UncheckedIOException | DaxFileSystemException | ToolException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int fail(String message) {
        spec.commandLine().getErr().println("powercut: " + message);
        return FAILED;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints an object as one line of JSON. */
    final void json(Object value) {
        try {
            out().println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report that is no JSON", e);
        }
    }

    /** Shows how far long work has come, on standard error. */
    final ProgressLine progress(String what) {
        return new ProgressLine(spec.commandLine().getErr(), what);
    }

    final void print(String format, Object... arguments) {
        out().println(String.format(java.util.Locale.ROOT, format, arguments));
    }
}
