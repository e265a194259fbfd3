package org.powercut.torture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.PowercutTestEngine;
import org.powercut.framework.explore.BadTokenException;
import org.powercut.framework.explore.ReplayToken;

/**
 * The test that a token is of, as it was run.
 *
 * @param mutant the planted bug, if there was one
 * @param parameters what replays it
 */
record TokenCase(CrashTestInfo test, Optional<String> mutant, Map<String, String> parameters) {
    private static final String MUTANT = "powercut.mutant";
    private static final String FILE_SYSTEM = "powercut.file-system";

    /**
     * Finds it.
     *
     * @param fileSystems that the tests are to run on; if empty, those that are installed and those that test classes name
     * @throws UsageException if the text is no token, or one of no test in these packages
     */
    static TokenCase of(String token, List<String> packages, List<String> fileSystems) {
        ReplayToken parsed = parse(token);
        Optional<TokenCase> plain = find(token, parsed, packages, fileSystems, Optional.empty());
        if (plain.isPresent()) {
            return plain.get();
        }
        for (String mutant : Catalogue.plantedBugs().keySet()) {
            Optional<TokenCase> mutated = find(token, parsed, packages, fileSystems, Optional.of(mutant));
            if (mutated.isPresent()) {
                return mutated.get();
            }
        }
        throw new UsageException("the token belongs to none of the tests in " + String.join(", ", packages)
                + (fileSystems.isEmpty() ? "" : " on " + String.join(", ", fileSystems))
                + (", with or without a mutant; it is of build %016x: check out that build, name the package with --package,"
                                + " or the provider's class with --file-system if the file system is not installed")
                        .formatted(parsed.build()));
    }

    /** Says why the test of a token could not be run. */
    static void refuse(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof BadTokenException)) {
            cause = cause.getCause();
        }
        throw new UsageException(
                cause instanceof BadTokenException
                        ? String.valueOf(cause.getMessage())
                        : String.valueOf(failure.getMessage()));
    }

    private static ReplayToken parse(String token) {
        try {
            return ReplayToken.parse(token);
        } catch (BadTokenException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<TokenCase> find(
            String token,
            ReplayToken parsed,
            List<String> packages,
            List<String> fileSystems,
            Optional<String> mutant) {
        Map<String, String> parameters = new LinkedHashMap<>();
        mutant.ifPresent(name -> parameters.put(MUTANT, name));
        if (!fileSystems.isEmpty()) {
            parameters.put(FILE_SYSTEM, String.join(",", fileSystems));
        }
        Map<String, String> replay = new LinkedHashMap<>(parameters);
        replay.put("powercut.replay", token);
        return found(packages, parameters)
                .filter(test -> parsed.isOf(test.id()))
                .findFirst()
                .map(test -> new TokenCase(test, mutant, replay));
    }

    private static Stream<CrashTestInfo> found(List<String> packages, Map<String, String> parameters) {
        Map<String, String> contracts = parameters.containsKey(FILE_SYSTEM)
                ? parameters
                : Suites.withContracts(PowercutTestEngine.contractedFileSystems(), parameters);
        return Stream.of(parameters, contracts).flatMap(each -> Suites.find(packages, each).tests().stream());
    }
}
