package org.powercut.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options that say how far to go and where results go. */
final class RunOptions {
    private static final String HOME = "torture.home";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            showDefaultValue = Visibility.ALWAYS,
            description = "What every choice is made from.")
    private long seed;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Time to explore, such as 30s or 5m: the tests of the run get equal shares of it; with --mutants"
                            + " and --corpus each test gets all of it. Recording, minimizing findings and the report come on top."
                            + " Without it each test has its own.")
    private @Nullable Duration budget;

    @Option(
            names = "--states",
            paramLabel = "N",
            description = "The most crash states of one test. Default: as the test says, usually without limit.")
    private @Nullable Long states;

    @Option(
            names = "--states-per-point",
            paramLabel = "N",
            description = "A crash point where more states can be told apart is sampled; a larger number explores more."
                    + " Default: as the test says, usually 4096.")
    private @Nullable Long statesPerPoint;

    @Option(
            names = "--strength",
            paramLabel = "T",
            description = "A sample holds every combination of T parts of what is in flight: 2, or 3 for a long night."
                    + " Default: as the test says, usually 2.")
    private @Nullable Integer strength;

    @Option(
            names = "--nested",
            paramLabel = "N",
            description = "How often the power is cut again during recovery, recovery from that, and so on: 0 to 7."
                    + " Default: as the test says, usually 2.")
    private @Nullable Integer nested;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that explore; the findings do not depend on it. Default: one for each processor.")
    private @Nullable Integer threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where findings, results and report go. Default: target/powercut of the repository, with --mutants"
                            + " its folder mutants, with --corpus its folder corpus.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    long seed() {
        return seed;
    }

    /** Whether the time is limited. */
    boolean hasBudget() {
        return budget != null;
    }

    boolean json() {
        return json;
    }

    /** The directory of the repository. */
    static Path home() {
        return Path.of(System.getProperty(HOME, ""));
    }

    /** The directory for results, which need not be there yet. */
    Path out() {
        return out(home().resolve("target").resolve("powercut"));
    }

    /** The directory for results on mutants, apart from those of the code as it is. */
    Path mutantsOut() {
        return out(home().resolve("target").resolve("powercut").resolve("mutants"));
    }

    /** The directory for results on published bugs. */
    Path corpusOut() {
        return out(home().resolve("target").resolve("powercut").resolve("corpus"));
    }

    private Path out(Path byDefault) {
        return Optional.ofNullable(out).orElse(byDefault).toAbsolutePath().normalize();
    }

    /**
     * What the engine is to be told, as configuration parameters.
     *
     * @param tests how many tests share the budget
     */
    Map<String, String> parameters(int tests) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("powercut.seed", Long.toString(seed));
        if (threads != null) {
            parameters.put("powercut.threads", Long.toString(atLeastOne("--threads", threads)));
        }
        if (states != null) {
            parameters.put("powercut.states", Long.toString(atLeastOne("--states", states)));
        }
        if (statesPerPoint != null) {
            parameters.put(
                    "powercut.states-per-point", Long.toString(atLeastOne("--states-per-point", statesPerPoint)));
        }
        if (strength != null) {
            if (strength < 2 || strength > 3) {
                throw new UsageException("--strength is 2 or 3, not " + strength);
            }
            parameters.put("powercut.strength", strength.toString());
        }
        if (nested != null) {
            if (nested < 0 || nested > 7) {
                throw new UsageException("--nested is 0 to 7, not " + nested);
            }
            parameters.put("powercut.nested", nested.toString());
        }
        if (budget != null) {
            parameters.put("powercut.budget", Math.max(1, budget.toMillis() / tests) + "ms");
        }
        return parameters;
    }

    private static long atLeastOne(String option, long number) {
        if (number < 1) {
            throw new UsageException(option + " is at least 1, not " + number);
        }
        return number;
    }
}
