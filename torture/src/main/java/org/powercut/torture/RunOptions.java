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
            description = "Time for the whole run, such as 30s or 5m, shared evenly among its tests."
                    + " Without it each test has its own.")
    private @Nullable Duration budget;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that explore; the findings do not depend on it. Default: one for each processor.")
    private @Nullable Integer threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where findings, results and report go. Default: target/powercut of the repository.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    long seed() {
        return seed;
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
        return Optional.ofNullable(out)
                .orElseGet(() -> home().resolve("target").resolve("powercut"))
                .toAbsolutePath()
                .normalize();
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
            if (threads < 1) {
                throw new UsageException("--threads is at least 1, not " + threads);
            }
            parameters.put("powercut.threads", Integer.toString(threads));
        }
        if (budget != null) {
            parameters.put("powercut.budget", Math.max(1, budget.toMillis() / tests) + "ms");
        }
        return parameters;
    }
}
