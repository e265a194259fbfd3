package org.powercut.torture;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.explore.Finding;
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
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "TOKEN", description = "As a finding printed it: pc1-...")
    private String token = "";

    @Option(
            names = "--package",
            split = ",",
            paramLabel = "NAME",
            defaultValue = Suites.DEFAULT_PACKAGES,
            description = "Where to look for crash tests on the class path.")
    private List<String> packages = new ArrayList<>();

    @Option(
            names = "--file-system",
            split = ",",
            paramLabel = "NAME",
            description =
                    "On which file systems to look; needed for one that is not installed: the class of its provider.")
    private List<String> fileSystems = new ArrayList<>();

    @Override
    public Integer call() {
        TokenCase found = TokenCase.of(token, packages, fileSystems);
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
        TestExecutionSummary summary =
                Suites.run(List.of(found.test()), found.parameters(), List.of(listener), List.of());
        broken.forEach(TokenCase::refuse);
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

    /** What JUnit was told of the interleaving: that is the text of the engine. */
    private static String failureText(Finding finding, TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .filter(text -> text.contains(finding.token().toString()))
                .findFirst()
                .orElse(finding.message());
    }
}
