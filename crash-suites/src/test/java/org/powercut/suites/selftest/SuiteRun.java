package org.powercut.suites.selftest;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.powercut.framework.engine.PowercutTestEngine;
import org.powercut.framework.report.RunLog;
import org.powercut.framework.report.TestRecord;

/** Runs the tests of this module once more, inside a Jupiter test, and tells what became of the crash tests. */
final class SuiteRun {
    private static final String SUITES = "org.powercut.suites";
    private static final String KIT = "org.powercut.framework.testkit";
    private static final String ALL = ".*";

    /** Of those that are generated, if a run does not ask for them. */
    private static final String FEW_WORKLOADS = "8";

    private SuiteRun() {}

    /** Runs the crash tests that the configuration parameters choose. */
    static List<TestRecord> crashTests(Map<String, String> parameters) {
        return run(packages(SUITES, KIT), ALL, parameters, LauncherConfig.builder(), List.of());
    }

    /** Runs the crash tests of the classes whose simple name is this one. */
    static List<TestRecord> crashTests(String className, Map<String, String> parameters) {
        return run(packages(SUITES, KIT), ".*[.$]" + className, parameters, LauncherConfig.builder(), List.of());
    }

    /** As {@link #crashTests}, but of the contract kit alone. */
    static List<TestRecord> kit(Map<String, String> parameters) {
        return run(packages(KIT), ALL, parameters, LauncherConfig.builder(), List.of());
    }

    /** Runs the crash tests of one class. */
    static List<TestRecord> crashTestsOf(Class<?> type, Map<String, String> parameters) {
        return run(List.of(selectClass(type)), ALL, parameters, LauncherConfig.builder(), List.of());
    }

    /** Runs the crash tests, and every Jupiter test but those that would run the module again. */
    static List<TestRecord> everything(Map<String, String> parameters, TestExecutionListener... listeners) {
        return run(
                packages(SUITES, KIT),
                ALL,
                parameters,
                LauncherConfig.builder().addTestEngines(new JupiterTestEngine()),
                List.of(listeners));
    }

    private static List<? extends DiscoverySelector> packages(String... names) {
        return Stream.of(names).map(DiscoverySelectors::selectPackage).toList();
    }

    private static List<TestRecord> run(
            List<? extends DiscoverySelector> selectors,
            String classNames,
            Map<String, String> parameters,
            LauncherConfig.Builder config,
            List<TestExecutionListener> listeners) {
        RunLog log = new RunLog();
        Map<String, String> all = new HashMap<>(Map.of("powercut.generated-sample", FEW_WORKLOADS));
        if (parameters.containsKey("powercut.generated")) {
            all.clear();
        }
        all.putAll(parameters);
        config.enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .addTestEngines(new PowercutTestEngine(List.of(log)))
                .addTestExecutionListeners(listeners.toArray(TestExecutionListener[]::new));
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(excludeClassNamePatterns(".*\\.selftest\\..*"), includeClassNamePatterns(classNames))
                .configurationParameters(all)
                .build();
        apart(() -> LauncherFactory.create(config.build()).execute(request));
        return log.records();
    }

    /** On a thread that inherits nothing, so that Allure takes the inner tests for no part of the outer one. */
    private static void apart(Runnable run) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform()
                .name("suite run")
                .inheritInheritableThreadLocals(false)
                .uncaughtExceptionHandler((died, cause) -> failure.set(cause))
                .start(run);
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the suites ran", e);
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("the suites could not be run: " + cause.getMessage(), cause);
        }
    }
}
