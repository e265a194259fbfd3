package org.powercut.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mutate}: takes one flush, fence, order, check or protection after the other away, and shows whether a test notices. */
@Command(
        name = "mutate",
        description = {
            "Takes one flush or fence, order, check or write-protection at a time from the code under test, and runs the"
                    + " crash tests that execute it until one notices: how good are they?",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit codes: 0 every mutant was killed, 1 survivors, 2 wrong command line."})
final class MutateCommand implements Callable<Integer> {
    /** At first so many states at a crash point, then as many as each test says. */
    private static final List<Integer> STATES_PER_POINT = List.of(16, 256);

    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final Duration PER_TEST = Duration.ofSeconds(20);
    private static final Duration PER_MUTANT = Duration.ofMinutes(2);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Selection selection = new Selection();

    @Option(
            names = "--code",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Only code of these packages. Default: those that the tests have under test, without their own packages"
                            + " unless there are no others.")
    private List<String> code = new ArrayList<>();

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "Only this: flush, fence, order (a fence after the next store), check or protect.")
    private List<String> kinds = new ArrayList<>();

    @Option(
            names = "--site",
            split = ",",
            paramLabel = "PATTERN",
            description = "Only places with such names, such as 'InodeLog.*'; * matches anything.")
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--checks",
            split = ",",
            paramLabel = "PATTERN",
            description =
                    "Calls that check checksums, as Class.method; * matches anything. Default: names that sound so.")
    private List<String> checks = SiteMutants.CHECKS;

    @Option(
            names = "--protects",
            split = ",",
            paramLabel = "PATTERN",
            description = "Calls that write-protect, as Class.method. Default: names that sound so.")
    private List<String> protects = SiteMutants.PROTECTS;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "20s",
            showDefaultValue = Visibility.ALWAYS,
            description = "The most that one test explores on one mutant.")
    private Duration budget = PER_TEST;

    @Option(
            names = "--per-mutant",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "2m",
            showDefaultValue = Visibility.ALWAYS,
            description = "After that no more tests are begun on a mutant, and it has survived.")
    private Duration perMutant = PER_MUTANT;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            showDefaultValue = Visibility.ALWAYS,
            description = "What every choice is made from.")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that explore. Default: one for each processor.")
    private @Nullable Integer threads;

    @Option(names = "--list", description = "Show the places, and run nothing.")
    private boolean list;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Write the table of every place there; in a page that has one, only the table is replaced.")
    private @Nullable Path markdown;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminal.of(spec.commandLine());
        Catalogue tests = selection.from(selection.allContracts());
        List<SiteMutant> mutants = chosen(new SiteMutants(tests, code, checks, protects).all());
        if (list) {
            mutants.forEach(mutant ->
                    terminal.out().println(mutant.kind().word() + "  " + mutant.place() + "  " + mutant.source()));
            return ExitCode.HELD;
        }
        @Nullable MutationPage page = markdown == null ? null : MutationPage.open(markdown);
        long start = System.nanoTime();
        List<MutationFate> fates = run(tests, mutants, terminal);
        MutationTable table = new MutationTable(fates);
        MutationSummary summary =
                MutationSummary.of(fates, tests.tests().size(), Duration.ofNanos(System.nanoTime() - start), seed);
        terminal.out().println(table.text());
        terminal.out().println(summary.inWords());
        if (page != null) {
            page.write(table.markdown());
        }
        if (json) {
            terminal.out().println(summary.json());
        }
        return summary.allKilled() ? ExitCode.HELD : ExitCode.FINDINGS;
    }

    private List<MutationFate> run(Catalogue tests, List<SiteMutant> mutants, Terminal terminal) {
        List<Map<String, String>> rounds = rounds();
        List<Reach.TestReach> reach;
        try (Progress progress = terminal.progress(tests.tests().size())) {
            reach = new Reach(mutants).learn(tests.tests(), rounds.getFirst(), progress);
        }
        MutationRun run = new MutationRun(reach, rounds, perMutant);
        List<MutationFate> fates = new ArrayList<>();
        for (SiteMutant mutant : mutants) {
            MutationFate fate = run.run(mutant);
            fates.add(fate);
            terminal.err()
                    .println("%d of %d  %s  %s %s  %s s"
                            .formatted(
                                    fates.size(),
                                    mutants.size(),
                                    fate.verdict().inWords(),
                                    mutant.kind().word(),
                                    mutant.place(),
                                    MutationTable.seconds(fate.time())));
        }
        return fates;
    }

    /** Few states of each crash point without nested power cuts; more states; as far as each test goes. */
    private List<Map<String, String>> rounds() {
        Map<String, String> last = new LinkedHashMap<>();
        last.put("powercut.seed", Long.toString(seed));
        last.put("powercut.findings", "1");
        last.put("powercut.blame", "false");
        last.put("powercut.budget", millis(budget));
        if (threads != null) {
            if (threads < 1) {
                throw new UsageException("--threads is at least 1, not " + threads);
            }
            last.put("powercut.threads", threads.toString());
        }
        List<Map<String, String>> rounds = new ArrayList<>();
        for (int states : STATES_PER_POINT) {
            Map<String, String> quick = new LinkedHashMap<>(last);
            quick.put("powercut.states-per-point", Integer.toString(states));
            quick.put("powercut.nested", rounds.isEmpty() ? "0" : "1");
            quick.put("powercut.budget", millis(QUICK));
            rounds.add(quick);
        }
        rounds.add(last);
        return rounds;
    }

    private static String millis(Duration time) {
        return Math.max(1, time.toMillis()) + "ms";
    }

    private List<SiteMutant> chosen(List<SiteMutant> all) {
        Set<MutationKind> wanted = kinds();
        Set<String> places = all.stream().map(SiteMutant::place).collect(Collectors.toCollection(TreeSet::new));
        for (String site : sites) {
            if (places.stream().noneMatch(Catalogue.glob(site))) {
                throw new UsageException(
                        "no place in the code under test is named '" + site + "'; " + NearestNames.of(site, places));
            }
        }
        List<SiteMutant> chosen = all.stream()
                .filter(mutant -> wanted.contains(mutant.kind()))
                .filter(mutant -> sites.isEmpty()
                        || sites.stream().anyMatch(site -> Catalogue.glob(site).test(mutant.place())))
                .toList();
        if (chosen.isEmpty()) {
            throw new UsageException(
                    "nothing in the code under test is of this kind; ./powercut mutate --list shows what is");
        }
        return chosen;
    }

    private Set<MutationKind> kinds() {
        Set<MutationKind> wanted = EnumSet.noneOf(MutationKind.class);
        for (String word : kinds) {
            wanted.add(Arrays.stream(MutationKind.values())
                    .filter(kind -> kind.word().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("--kind '" + word + "' is none of "
                            + Arrays.stream(MutationKind.values())
                                    .map(MutationKind::word)
                                    .collect(Collectors.joining(", ")))));
        }
        return wanted.isEmpty() ? EnumSet.allOf(MutationKind.class) : wanted;
    }
}
