package org.powercut.torture;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.engine.PowercutTestEngine;
import org.powercut.framework.explore.BadTokenException;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.report.TestNames;
import org.powercut.framework.report.TimelineText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: one interleaving again, on the mutant that it was found on if there was one. */
@Command(
        name = "replay",
        description = {
            "Runs one interleaving again, and prints what broke and the timeline. The output is the same each time.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit codes: 0 it passed, 1 it failed, 2 bad token, token of another build, or no such test."})
final class ReplayCommand implements Callable<Integer> {
    private static final String MUTANT = "powercut.mutant";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "TOKEN", description = "As a finding printed it: pc1-...")
    private String token = "";

    @Option(
            names = "--package",
            split = ",",
            paramLabel = "NAME",
            defaultValue = Suites.DEFAULT_PACKAGE,
            description = "Where to look for crash tests on the class path.")
    private List<String> packages = new ArrayList<>();

    /** A test as it was run: on the code as it is, or on a mutant. */
    private record Case(CrashTestInfo test, Optional<String> mutant) {
        Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            mutant.ifPresent(name -> parameters.put(MUTANT, name));
            return parameters;
        }
    }

    @Override
    public Integer call() {
        ReplayToken parsed = parse();
        Case found = find(parsed);
        Map<String, String> parameters = found.parameters();
        parameters.put("powercut.replay", token);
        List<Finding> findings = new ArrayList<>();
        List<Throwable> broken = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        CrashTestListener listener = new CrashTestListener() {
            @Override
            public void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
                findings.add(finding);
            }

            @Override
            public void testBroken(CrashTestInfo test, Throwable failure) {
                broken.add(failure);
            }

            @Override
            public void testSkipped(CrashTestInfo test, String reason) {
                skipped.add(reason);
            }
        };
        TestExecutionSummary summary = Suites.run(List.of(found.test()), parameters, List.of(listener), List.of());
        broken.forEach(ReplayCommand::refuse);
        if (!skipped.isEmpty()) {
            throw new UsageException("the interleaving was not run, because its test " + TestNames.of(found.test())
                    + " is skipped here: " + skipped.getFirst());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(TestNames.of(found.test()) + " on " + TestNames.variant(found.test())
                + found.mutant().map(name -> ", mutant " + name).orElse(""));
        out.println();
        if (findings.isEmpty()) {
            out.println("The interleaving passed: every promise was kept.");
            return ExitCode.HELD;
        }
        for (Finding finding : findings) {
            out.println(failureText(finding, summary));
            out.println();
            out.print(TimelineText.of(finding.evidence().timeline(), finding.crashPoint()));
        }
        return ExitCode.FINDINGS;
    }

    private ReplayToken parse() {
        try {
            return ReplayToken.parse(token);
        } catch (BadTokenException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Case find(ReplayToken parsed) {
        Optional<Case> plain = find(parsed, Optional.empty());
        if (plain.isPresent()) {
            return plain.get();
        }
        for (String mutant : Catalogue.mutants().keySet()) {
            Optional<Case> mutated = find(parsed, Optional.of(mutant));
            if (mutated.isPresent()) {
                return mutated.get();
            }
        }
        throw new UsageException("the token belongs to none of the tests in " + String.join(", ", packages)
                + ", with or without a mutant; it is of build %016x: check out that build, or name the package with --package"
                        .formatted(parsed.build()));
    }

    private Optional<Case> find(ReplayToken parsed, Optional<String> mutant) {
        Map<String, String> parameters =
                mutant.map(name -> Map.of(MUTANT, name)).orElse(Map.of());
        Map<String, String> contracts = Suites.withContracts(PowercutTestEngine.contractedFileSystems(), parameters);
        return Stream.of(parameters, contracts)
                .flatMap(each -> Suites.find(packages, each).tests().stream())
                .filter(test -> parsed.isOf(test.id()))
                .findFirst()
                .map(test -> new Case(test, mutant));
    }

    private static void refuse(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof BadTokenException)) {
            cause = cause.getCause();
        }
        throw new UsageException(
                cause instanceof BadTokenException
                        ? String.valueOf(cause.getMessage())
                        : String.valueOf(failure.getMessage()));
    }

    /** What JUnit was told of the interleaving: that is the text of the engine. */
    private static String failureText(Finding finding, TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .filter(text -> text.contains(finding.token().toString()))
                .findFirst()
                .orElse(finding.message());
    }
}
