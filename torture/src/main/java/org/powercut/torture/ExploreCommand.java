package org.powercut.torture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.explore.Search;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.model.Platform;
import org.powercut.framework.report.TimelineText;
import org.powercut.framework.trace.TraceFile;
import org.powercut.framework.trace.TraceSurvey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explore}: the crash states of a recorded trace, counted, or each given to a program that checks it. */
@Command(
        name = "explore",
        description = {"Counts the crash states of a trace, or has a program check each of them.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 counted, or every check passed; 1 findings; 2 the trace is damaged or the command line wrong."
        })
final class ExploreCommand implements Callable<Integer> {
    private static final int SHOWN_POINTS = 10;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "TRACE", description = "A trace in our format, or a store log of pmemcheck.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "For a store log: what a registered file held before, one for each. Without it, zeros.")
    private List<Path> images = new ArrayList<>();

    @Option(names = "--platform", paramLabel = "NAME", description = "ADR or EADR. Default: as the trace says.")
    private @Nullable Platform platform;

    @Option(
            names = "--states-per-point",
            paramLabel = "N",
            defaultValue = "4096",
            description = "A crash point with more states is sampled. Default: 4096.")
    private long statesPerPoint;

    @Option(
            names = "--check",
            paramLabel = "COMMAND",
            description =
                    "A program, with arguments, that gets the image's file as one more; exit code 0 says that it is"
                            + " fine.")
    private @Nullable String check;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Time to explore, such as 30s or 5m. Default: as long as it takes.")
    private @Nullable Duration budget;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many checks run at a time. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException {
        if (statesPerPoint < 1 || threads < 1) {
            throw new UsageException("--states-per-point and --threads are at least 1");
        }
        TraceFile trace = TraceFormat.read(file, images);
        Platform rules = Optional.ofNullable(platform).orElse(trace.platform());
        describe(trace, rules);
        return check == null ? survey(trace, rules) : explore(trace, rules, words(check));
    }

    private void describe(TraceFile trace, Platform rules) {
        print(
                "%s: %,d events, %s, a device of %,d bytes%s",
                file,
                trace.recording().trace().size(),
                rules,
                trace.recording().initial().size(),
                trace.imageKnown() ? "" : ", taken as zeros before, because the trace has no image");
    }

    private int survey(TraceFile trace, Platform rules) {
        TraceSurvey survey = TraceSurvey.of(trace, rules, SHOWN_POINTS);
        print(
                "%,d crash points, %s%,d crash states, at most %,d stores in flight",
                survey.crashPoints(), survey.exact() ? "" : "at least ", survey.states(), survey.mostInFlight());
        print("");
        print("%12s  %10s  %s", "before event", "in flight", "crash states");
        survey.largest().forEach(point -> print("%12d  %10d  %,d", point.position(), point.inFlight(), point.states()));
        if (survey.crashPoints() > SHOWN_POINTS) {
            print("These are the %d with the most states.", SHOWN_POINTS);
        }
        return ExitCode.HELD;
    }

    private int explore(TraceFile trace, Platform rules, List<String> words) throws IOException {
        Path directory = Files.createTempDirectory("powercut-explore");
        try {
            requireProgram(words.getFirst());
            PassedImages passed = new PassedImages();
            Exploration exploration = explored(
                    trace,
                    settings(trace, rules),
                    number -> new CommandSubject(
                            words, trace.files(), makeDirectory(directory.resolve("worker" + number)), passed));
            Coverage coverage = exploration.coverage();
            print(
                    "%,d crash states checked at %,d crash points: %s",
                    coverage.explored(), coverage.crashPoints(), coverage.means());
            print(
                    "%,d of them were equal to one that had passed, image and milestones, and were not checked again",
                    passed.spared());
            exploration.findings().forEach(this::show);
            if (exploration.findings().stream()
                    .anyMatch(finding -> finding.failureClass() == FailureClass.FRAMEWORK_ERROR)) {
                return ExitCode.USAGE;
            }
            return exploration.findings().isEmpty() ? ExitCode.HELD : ExitCode.FINDINGS;
        } finally {
            delete(directory);
        }
    }

    private Exploration explored(TraceFile trace, ExploreSettings settings, LongFunction<Subject> worker) {
        AtomicLong workers = new AtomicLong();
        Supplier<Subject> subjects = () -> worker.apply(workers.getAndIncrement());
        try (ExploreProgress progress = new ExploreProgress(Terminal.of(spec.commandLine()))) {
            return new Explorer().explore(trace.recording(), subjects, settings, progress);
        }
    }

    /** A check is no recovery that could be cut again: what it does to the image's file is not seen. */
    private ExploreSettings settings(TraceFile trace, Platform rules) {
        ExploreSettings defaults = ExploreSettings.defaults();
        return new ExploreSettings(
                rules,
                trace.compilerOrder(),
                Search.EVERY_IMAGE,
                defaults.seed(),
                Optional.ofNullable(budget).orElse(Duration.ofDays(365)),
                defaults.maxStates(),
                statesPerPoint,
                defaults.strength(),
                defaults.randomStates(),
                threads,
                0,
                defaults.maxFindings(),
                defaults.instructionLimit());
    }

    private void show(Finding finding) {
        print("");
        print("FINDING %s", finding.message());
        finding.crash().operation().ifPresent(operation -> print("during %s", operation));
        if (finding.failureClass() != FailureClass.FRAMEWORK_ERROR
                && finding.lost().isEmpty()) {
            print("nothing was lost");
        }
        for (LostStore store : finding.lost()) {
            print(
                    "lost: event %d, %d bytes at 0x%x, stored by %s",
                    store.event(), store.length(), store.address(), store.site());
        }
        print("");
        spec.commandLine().getOut().print(TimelineText.of(finding.evidence().timeline(), finding.crashPoint()));
    }

    /** Words with spaces between; quotes hold one together. */
    static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (char c : command.toCharArray()) {
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new UsageException("--check: a quote " + quote + " is not closed in: " + command);
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new UsageException("--check names a program, such as --check './check.sh --fast'");
        }
        return words;
    }

    private static void requireProgram(String name) {
        Stream<Path> places = name.contains("/")
                ? Stream.of(Path.of(name))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, name));
        if (places.noneMatch(place -> Files.isRegularFile(place) && Files.isExecutable(place))) {
            throw new UsageException("--check: there is no program " + name + " that can be run");
        }
    }

    private static Path makeDirectory(Path directory) {
        try {
            return Files.createDirectory(directory);
        } catch (IOException e) {
            throw TraceFormat.refused(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private void print(String format, @Nullable Object... arguments) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
