package org.powercut.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.powercut.framework.trace.TraceFile;
import org.powercut.framework.trace.TraceFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trace import}: a store log of pmemcheck, checked and in our own format. */
@Command(
        name = "import",
        description = {"Reads a store log of pmemcheck (--log-stores=yes), and writes it as a trace in our format.", ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit codes: 0 it was written, 2 the log is damaged or none; nothing is written then."})
final class TraceImportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "LOG", description = "The store log.")
    @SuppressWarnings("NullAway.Init")
    private Path log;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "What a registered file held before, one for each in their order. Without it, zeros.")
    private List<Path> images = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write, or to replace.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() {
        TraceFile trace = TraceFormat.read(log, images);
        try {
            TraceFiles.write(trace, out);
        } catch (IOException e) {
            throw TraceFormat.refused(e);
        }
        spec.commandLine()
                .getOut()
                .println("%s: %,d events, %s"
                        .formatted(log, trace.recording().trace().size(), out));
        return ExitCode.HELD;
    }
}
