package org.powercut.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.trace.TraceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trace export}: records the workload of one test, and writes its trace. */
@Command(
        name = "export",
        description = {
            "Records the workload of one test, and writes its trace; docs/trace-format.md tells the formats.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit codes: 0 it was written, 2 no such test, or more than one; nothing is written then."})
final class TraceExportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TEST",
            description =
                    "The token of a finding, pc1-...; or a test such as RenameReplacesTarget.rename, * for anything.")
    private String test = "";

    @Mixin
    private Selection selection = new Selection();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write, or to replace.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "jsonl",
            description =
                    "jsonl, or pmreorder for a store log and, beside it, FILE.img with what the device held before.")
    private TraceFormat format = TraceFormat.jsonl;

    /** A recorded workload, or why there is none. */
    private static final class Heard implements CrashTestListener {
        final List<TraceFile> traces = new ArrayList<>();
        final List<Throwable> broken = new ArrayList<>();

        @Override
        public void recorded(CrashTestInfo test, Recording recording, ExploreSettings settings) {
            traces.add(TraceFile.of(recording, settings.platform(), settings.compilerOrder()));
        }

        @Override
        public void testBroken(CrashTestInfo test, Throwable failure) {
            broken.add(failure);
        }

        @Override
        public void testSkipped(CrashTestInfo test, String reason) {
            broken.add(new UsageException("the test is skipped here: " + reason));
        }
    }

    @Override
    public Integer call() {
        Heard heard = new Heard();
        CrashTestInfo found;
        if (test.startsWith(ReplayToken.PREFIX)) {
            TokenCase token = TokenCase.of(test, selection.packages(), selection.fileSystems());
            found = token.test();
            Suites.run(List.of(found), token.parameters(), List.of(heard), List.of());
        } else {
            found = find();
            Suites.run(List.of(found), Map.of("powercut.states", "1"), List.of(heard), List.of());
        }
        if (heard.traces.isEmpty() || test.startsWith(ReplayToken.PREFIX)) {
            heard.broken.forEach(TokenCase::refuse);
        }
        if (heard.traces.isEmpty()) {
            throw new UsageException(TestNames.of(found)
                    + " has many workloads, and a trace is of one: give the token of one of its findings");
        }
        TraceFile trace = heard.traces.getFirst();
        try {
            format.write(trace, out);
            if (format == TraceFormat.pmreorder) {
                ImageWriter.write(trace.recording().initial(), trace.files().getFirst(), Path.of(out + ".img"));
            }
        } catch (IOException e) {
            throw TraceFormat.refused(e);
        }
        spec.commandLine()
                .getOut()
                .println("%s on %s: %,d events, %s"
                        .formatted(
                                TestNames.of(found),
                                TestNames.variant(found),
                                trace.recording().trace().size(),
                                out));
        return ExitCode.HELD;
    }

    private CrashTestInfo find() {
        requireFolder(out);
        Predicate<String> wanted = Catalogue.glob(test);
        Catalogue all = selection.from(selection.all());
        List<CrashTestInfo> matching = all.tests().stream()
                .filter(each -> wanted.test(TestNames.of(each)) || wanted.test(TestNames.simpleName(each.testClass())))
                .toList();
        if (matching.isEmpty()) {
            throw new UsageException("there is no test '" + test + "'; "
                    + NearestNames.of(
                            test, all.tests().stream().map(TestNames::of).collect(Collectors.toSet())));
        }
        if (matching.size() > 1) {
            throw new UsageException("'" + test + "' is " + matching.size() + " tests, and a trace is of one: "
                    + matching.stream()
                            .limit(8)
                            .map(each -> TestNames.of(each) + " on " + TestNames.variant(each))
                            .collect(Collectors.joining("; "))
                    + "; say which with --platform and --file-system");
        }
        return matching.getFirst();
    }

    private static void requireFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(file + ": there is no such directory to write it to");
        }
    }
}
