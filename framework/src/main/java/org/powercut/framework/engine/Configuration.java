package org.powercut.framework.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.ConfigurationParameters;
import org.powercut.framework.api.Explore;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.explore.Search;
import org.powercut.framework.generate.WorkloadChoice;
import org.powercut.framework.model.Platform;

/**
 * The configuration parameters {@code powercut.*} of a run, read and checked once. What is not set leaves the choice to
 * the annotations of each test. {@code docs/configuration.md} describes each.
 *
 * @param fileSystems names to choose from; empty for all
 * @param platforms to choose from; empty for what each test says
 * @param guarantees to choose from; empty for all
 * @param generated which workloads to generate, instead of what test classes say; no other tests are run then
 * @param sample how many generated workloads, instead of what test classes say
 * @param corpus directory of workloads that a fuzzer begins with, and adds to
 * @param blame whether to try what makes findings go away
 */
record Configuration(
        Optional<Long> seed,
        Optional<Duration> budget,
        Optional<Integer> threads,
        Optional<Long> states,
        Optional<Long> statesPerPoint,
        Optional<Search> search,
        Optional<Integer> strength,
        Optional<Integer> nested,
        Optional<Integer> maxFindings,
        Set<String> fileSystems,
        Set<Platform> platforms,
        Set<String> guarantees,
        Optional<ReplayToken> replay,
        Optional<String> mutant,
        Optional<WorkloadChoice> generated,
        Optional<Long> sample,
        Optional<Path> corpus,
        boolean blame,
        boolean parallel) {

    private static final String PREFIX = "powercut.";

    /** The prefix of the parameters of JUnit's thread pool, for {@link #PARALLEL}. */
    static final String POOL = "powercut.parallel.config.";

    private static final String SEARCH = "powercut.search";
    private static final String SEED = "powercut.seed";
    private static final String BLAME = "powercut.blame";
    private static final String BUDGET = "powercut.budget";
    private static final String THREADS = "powercut.threads";
    private static final String STATES = "powercut.states";
    private static final String STATES_PER_POINT = "powercut.states-per-point";
    private static final String STRENGTH = "powercut.strength";
    private static final String NESTED = "powercut.nested";
    private static final String FINDINGS = "powercut.findings";
    private static final String FILE_SYSTEM = "powercut.file-system";
    private static final String PLATFORM = "powercut.platform";
    private static final String GUARANTEE = "powercut.guarantee";
    private static final String REPLAY = "powercut.replay";
    private static final String MUTANT = "powercut.mutant";
    private static final String GENERATED = "powercut.generated";
    private static final String SAMPLE = "powercut.generated-sample";
    private static final String CORPUS = "powercut.corpus";
    private static final String PARALLEL = "powercut.parallel";
    private static final List<String> KNOWN = List.of(
            BLAME,
            BUDGET,
            CORPUS,
            FILE_SYSTEM,
            FINDINGS,
            GENERATED,
            SAMPLE,
            GUARANTEE,
            MUTANT,
            NESTED,
            PARALLEL,
            PLATFORM,
            REPLAY,
            SEARCH,
            SEED,
            STATES,
            STATES_PER_POINT,
            STRENGTH,
            THREADS);

    Configuration {
        fileSystems = Set.copyOf(fileSystems);
        platforms = Set.copyOf(platforms);
        guarantees = Set.copyOf(guarantees);
    }

    /** @throws JUnitException if a parameter is unknown or its value makes no sense; the message says what would */
    static Configuration from(ConfigurationParameters parameters) {
        refuseUnknown(parameters.keySet());
        return new Configuration(
                read(parameters, SEED, text -> number(text, Long.MIN_VALUE, Long.MAX_VALUE)),
                read(parameters, BUDGET, Budget::parse),
                read(parameters, THREADS, text -> (int) number(text, 0, 1024)),
                read(parameters, STATES, text -> number(text, 1, Long.MAX_VALUE)),
                read(parameters, STATES_PER_POINT, text -> number(text, 1, Long.MAX_VALUE)),
                read(parameters, SEARCH, Configuration::search),
                read(parameters, STRENGTH, text -> (int) number(text, 2, 3)),
                read(parameters, NESTED, text -> (int) number(text, 0, 7)),
                read(parameters, FINDINGS, text -> (int) number(text, 1, 1_000_000)),
                read(parameters, FILE_SYSTEM, Configuration::names).orElse(Set.of()),
                read(parameters, PLATFORM, Configuration::platforms).orElse(Set.of()),
                read(parameters, GUARANTEE, Configuration::names).orElse(Set.of()),
                read(parameters, REPLAY, ReplayToken::parse),
                read(parameters, MUTANT, String::strip),
                read(parameters, GENERATED, text -> generated(text, parameters)),
                read(parameters, SAMPLE, Configuration::sample),
                read(parameters, CORPUS, text -> Path.of(text.strip())),
                read(parameters, BLAME, Configuration::flag).orElse(true),
                read(parameters, PARALLEL, Configuration::flag).orElse(false));
    }

    /**
     * How far to explore a test that says {@code explore}; what the run's parameters say goes before it.
     *
     * @param replaySeed the seed of the run that is replayed, if one is: it goes before all
     */
    ExploreSettings settings(Explore explore, Platform platform, Optional<Long> replaySeed) {
        int wanted = threads.orElse(explore.threads());
        int automatic = parallel ? 1 : Runtime.getRuntime().availableProcessors();
        return new ExploreSettings(
                platform,
                explore.compilerOrder(),
                search.orElse(Search.EXACT),
                replaySeed.or(() -> seed).orElse(explore.seed()),
                budget.orElseGet(() -> Budget.parse(explore.budget())),
                states.orElse(explore.states()),
                statesPerPoint.orElse(explore.statesPerPoint()),
                strength.orElse(explore.strength()),
                explore.randomStates(),
                wanted == 0 ? automatic : wanted,
                nested.orElse(explore.nested()),
                maxFindings.orElse(explore.maxFindings()),
                explore.instructionLimit());
    }

    private static void refuseUnknown(Set<String> keys) {
        Set<String> unknown = keys.stream()
                .filter(key -> key.startsWith(PREFIX) && !key.startsWith(POOL) && !KNOWN.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new JUnitException("unknown configuration parameter " + String.join(", ", unknown)
                    + "; Powercut knows " + String.join(", ", KNOWN));
        }
    }

    private static <T> Optional<T> read(
            ConfigurationParameters parameters, String key, Function<String, T> transformation) {
        Optional<String> text = parameters.get(key).filter(value -> !value.isBlank());
        try {
            return text.map(transformation);
        } catch (RuntimeException e) {
            throw new JUnitException("configuration parameter " + key + ": " + e.getMessage(), e);
        }
    }

    private static long sample(String text) {
        return number(text, 1, Integer.MAX_VALUE);
    }

    private static WorkloadChoice generated(String text, ConfigurationParameters parameters) {
        return new WorkloadChoice(
                text.strip(), read(parameters, SAMPLE, Configuration::sample).orElse(0L));
    }

    private static long number(String text, long min, long max) {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the message that says what would be right
        }
        throw new IllegalArgumentException("'" + text + "' is no whole number from " + min + " to " + max);
    }

    private static boolean flag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static Search search(String text) {
        return switch (text.strip()) {
            case "exact" -> Search.EXACT;
            case "every-image" -> Search.EVERY_IMAGE;
            default -> throw new IllegalArgumentException("'" + text + "' is neither exact nor every-image");
        };
    }

    private static Set<String> names(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Platform> platforms(String text) {
        return names(text).stream().map(Configuration::platform).collect(Collectors.toUnmodifiableSet());
    }

    private static Platform platform(String name) {
        try {
            return Platform.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no platform; there are " + List.of(Platform.values()), e);
        }
    }
}
