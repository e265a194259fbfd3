package org.powercut.framework.report;

import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.junitplatform.AllureJunitPlatform;
import io.qameta.allure.model.FixtureResult;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.model.TestResultContainer;
import io.qameta.allure.util.PropertiesUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;

/**
 * Adds to Allure what only Powercut knows. Allure's own JUnit listener makes one result per test and per failing
 * interleaving; this class gives them the guarantees as behaviours, numbers as parameters, the interleaving as steps, and
 * timeline, cache lines, image diff, trace and replay command as attachments. Where Allure does not listen, it does
 * nothing.
 */
public final class AllureFindings implements CrashTestListener {
    private static final String RESULTS = "allure.results.directory";
    private static final String DEFAULT_RESULTS = "allure-results";

    private final AllureLifecycle lifecycle;
    private final AllureRunFiles files;
    private final Guarantees guarantees = new Guarantees();
    private final Map<String, String> uuids = new ConcurrentHashMap<>();
    private final Queue<String> results;
    private final Optional<String> mutant;

    /** For {@link java.util.ServiceLoader}: Allure's default lifecycle and results directory. */
    public AllureFindings() {
        this(
                Allure.getLifecycle(),
                Path.of(PropertiesUtils.loadAllureProperties().getProperty(RESULTS, DEFAULT_RESULTS)),
                Path.of(""),
                Map.of());
    }

    /**
     * @param lifecycle the one that Allure's JUnit listener writes to
     * @param results the directory of results that the lifecycle writes to
     * @param sources a directory of the repository whose revision the report is to tell
     * @param facts lines for the report's environment, beyond what is known anyway
     */
    public AllureFindings(AllureLifecycle lifecycle, Path results, Path sources, Map<String, String> facts) {
        this(lifecycle, new AllureRunFiles(results, sources, facts), new ConcurrentLinkedQueue<>(), Optional.empty());
    }

    private AllureFindings(
            AllureLifecycle lifecycle, AllureRunFiles files, Queue<String> results, Optional<String> mutant) {
        this.lifecycle = lifecycle;
        this.files = files;
        this.results = results;
        this.mutant = mutant;
    }

    /**
     * A listener for tests on a mutant, which writes to the same results. It names the mutant in each of them, and keeps
     * them apart from those of the same test on other mutants.
     */
    public AllureFindings onMutant(String name) {
        return new AllureFindings(lifecycle, files, results, Optional.of(name));
    }

    @Override
    public void testStarted(CrashTestInfo test) {
        current(test.uniqueId()).ifPresent(uuid -> {
            uuids.put(test.uniqueId(), uuid);
            results.add(uuid);
            lifecycle.updateTestCase(uuid, result -> {
                label(result, test);
                result.setName(name(test));
            });
            files.ranOn(test.fileSystem(), test.platform());
        });
    }

    @Override
    public void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
        current(interleavingUniqueId).ifPresent(uuid -> {
            results.add(uuid);
            lifecycle.updateTestCase(uuid, result -> {
                label(result, test);
                result.setName(name(test) + ", " + result.getName());
                replace(result, "severity", severity(finding.failureClass()));
                add(result, "failure class", finding.failureClass().title());
                add(result, "token", finding.token());
                add(result, "crash point", finding.crashPoint());
                add(
                        result,
                        "milestones",
                        finding.crash().milestones().isEmpty()
                                ? "none"
                                : finding.crash().milestonesInWords());
                result.getSteps().addAll(InterleavingSteps.of(finding));
            });
            attach(test, finding);
        });
    }

    @Override
    public void testExplored(CrashTestInfo test, Exploration exploration) {
        Optional.ofNullable(uuids.remove(test.uniqueId()))
                .ifPresent(uuid -> lifecycle.updateTestCase(uuid, result -> count(result, exploration)));
    }

    @Override
    public void testBroken(CrashTestInfo test, Throwable failure) {
        uuids.remove(test.uniqueId());
    }

    /** Attaches an HTML page on the whole run, which every result of the run then shows as its tear-down. */
    public void attachToAll(String name, String html) {
        String container = UUID.randomUUID().toString();
        String fixture = UUID.randomUUID().toString();
        lifecycle.startTestContainer(
                new TestResultContainer().setUuid(container).setName(name).setChildren(List.copyOf(results)));
        lifecycle.startTearDownFixture(
                container, fixture, new FixtureResult().setName(name).setStatus(Status.PASSED));
        attach(name, "text/html", ".html", html);
        lifecycle.stopFixture(fixture);
        lifecycle.stopTestContainer(container);
        lifecycle.writeTestContainer(container);
    }

    /** Allure's running result if it is this test's: crash tests may run inside another test, which stays as it is. */
    private Optional<String> current(String uniqueId) {
        AtomicBoolean same = new AtomicBoolean();
        Optional<String> uuid = lifecycle.getCurrentTestCase();
        uuid.ifPresent(running -> lifecycle.updateTestCase(
                running,
                result -> same.set(result.getLabels().stream()
                        .anyMatch(label -> AllureJunitPlatform.JUNIT_PLATFORM_UNIQUE_ID.equals(label.getName())
                                && uniqueId.equals(label.getValue())))));
        return uuid.filter(running -> same.get());
    }

    private void label(TestResult result, CrashTestInfo test) {
        replace(result, "epic", "Guarantees");
        replace(result, "framework", "powercut");
        replace(result, "parentSuite", "Crash tests on " + test.fileSystem());
        replace(result, "suite", TestNames.simpleName(test.testClass()));
        replace(result, "story", TestNames.simpleName(test.testClass()));
        replace(result, "fileSystem", test.fileSystem());
        replace(result, "platform", test.platform().name());
        replace(
                result,
                "feature",
                test.guarantees().stream().map(guarantees::label).toArray(String[]::new));
        result.getLabels().removeIf(label -> label.getName().equals("subSuite"));
        add(result, "file system", test.fileSystem());
        add(result, "platform", test.platform());
        add(result, "faults", test.faults());
        add(result, "seed", test.seed());
        mutant.ifPresent(name -> {
            replace(result, "mutant", name);
            add(result, "mutant", name);
            // Allure takes results of one history for attempts of one test, and shows only the last
            result.setHistoryId(result.getHistoryId() + "-" + name);
            result.setTestCaseId(result.getTestCaseId() + "-" + name);
        });
    }

    private String name(CrashTestInfo test) {
        return test.displayName() + mutant.map(name -> ", mutant " + name).orElse("");
    }

    private static void count(TestResult result, Exploration exploration) {
        Coverage coverage = exploration.coverage();
        add(result, "crash points", grouped(coverage.crashPoints()));
        add(result, "states explored", grouped(coverage.explored()));
        add(result, "distinguishable states", TestRecord.about(coverage.distinguishable()));
        add(result, "identical states left out", grouped(coverage.duplicates()));
        add(result, "chosen", coverage.exhaustive() ? "exhaustive" : coverage.means());
        add(result, "findings", grouped(exploration.findings().size()));
        result.getSteps().addAll(InterleavingSteps.ofAll(exploration));
    }

    private void attach(CrashTestInfo test, Finding finding) {
        String token = finding.token().toString();
        String title = test.displayName() + ": " + finding.failureClass().title();
        attach(
                "timeline",
                "image/svg+xml",
                ".svg",
                TimelineSvg.of(title, finding.message(), finding.evidence().timeline(), finding.crashPoint()));
        attach("cache lines at the cut", "text/html", ".html", CacheLinesPage.of(finding.evidence()));
        attach("image diff", "text/html", ".html", ImageDiffPage.of(finding.evidence()));
        attach(
                "timeline as text",
                "text/plain",
                ".txt",
                TimelineText.of(finding.evidence().timeline(), finding.crashPoint()));
        attach("replay", "text/plain", ".txt", ReplayCommands.of(token));
        attach("trace", "application/json", ".json", TraceJson.of(test.id(), finding));
    }

    private void attach(String name, String type, String extension, String content) {
        lifecycle.addAttachment(name, type, extension, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Parameters are kept out of the identity of a result, so that its history survives other numbers. */
    private static void add(TestResult result, String name, Object value) {
        List<Parameter> parameters = new ArrayList<>(result.getParameters());
        parameters.removeIf(parameter -> parameter.getName().equals(name));
        parameters.add(new Parameter()
                .setName(name)
                .setValue(value.toString())
                .setExcluded(true)
                .setMode(Parameter.Mode.DEFAULT));
        result.setParameters(parameters);
    }

    private static void replace(TestResult result, String name, String... values) {
        List<Label> labels = new ArrayList<>(result.getLabels());
        labels.removeIf(label -> label.getName().equals(name));
        for (String value : values) {
            labels.add(new Label().setName(name).setValue(value));
        }
        result.setLabels(labels);
    }

    private static String severity(FailureClass failureClass) {
        return switch (failureClass) {
            case UNMOUNTABLE, LOST_ACKNOWLEDGED_DATA, RUNAWAY -> "blocker";
            case TORN_WRITE, STALE_DATA, METADATA_INCONSISTENCY, MEDIA_ERROR_MISREPORTED -> "critical";
            case BROKEN_PROMISE, FRAMEWORK_ERROR -> "normal";
        };
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
