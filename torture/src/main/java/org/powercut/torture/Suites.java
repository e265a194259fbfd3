package org.powercut.torture;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.PowercutTestEngine;

/**
 * Finds and runs crash tests in this process through the JUnit Platform. Nothing that lies around on the class path or
 * in system properties changes a run: only Powercut's engine, the given listeners and the given parameters take part.
 */
final class Suites {
    /** Where Powercut's own suites are: what each file system promises, and what is of dax-fs and of devices. */
    static final String DEFAULT_PACKAGES = "org.powercut.framework.testkit,org.powercut.suites";

    /** Class files are found in the order of their directory, which differs from one machine to the next. */
    private static final Comparator<CrashTestInfo> ORDER = Comparator.comparing(
                    (CrashTestInfo test) -> test.testClass().getName())
            .thenComparing(CrashTestInfo::uniqueId);

    /** What tests without a file system are on. */
    private static final String RAW_DEVICE = "raw device";

    private Suites() {}

    /**
     * The crash tests of packages.
     *
     * @throws UsageException if there is none
     */
    static Catalogue find(List<String> packages, Map<String, String> parameters) {
        List<? extends DiscoverySelector> selectors =
                packages.stream().map(DiscoverySelectors::selectPackage).toList();
        List<CrashTestInfo> tests = PowercutTestEngine.find(request(selectors, parameters));
        if (tests.isEmpty()) {
            throw new UsageException("there is no crash test in package " + String.join(", ", packages)
                    + " on the class path; name another one with --package");
        }
        return new Catalogue(tests.stream().sorted(ORDER).toList());
    }

    /**
     * Parameters with which tests are found on file systems with contracts, such as {@code dax-fs:weak}, too. Without
     * such names, nothing is added.
     */
    static Map<String, String> withContracts(Collection<String> fileSystems, Map<String, String> parameters) {
        if (fileSystems.stream().noneMatch(name -> name.indexOf(':') >= 0)) {
            return parameters;
        }
        Set<String> known = new TreeSet<>(PowercutTestEngine.contractedFileSystems());
        Set<String> wanted = new TreeSet<>();
        for (String name : fileSystems) {
            boolean plain = known.stream().anyMatch(each -> each.startsWith(name + ":"));
            if (plain || known.contains(name)) {
                wanted.add(name);
            }
        }
        Map<String, String> all = new TreeMap<>(parameters);
        if (!wanted.isEmpty()) {
            all.put("powercut.file-system", String.join(",", wanted));
        }
        return all;
    }

    /** The packages under test of these tests. */
    static Set<String> packagesUnderTest(Catalogue tests) {
        return PowercutTestEngine.packagesUnderTest(request(tests.tests(), Map.of()));
    }

    /** Runs tests, and gives JUnit's own counts. */
    static TestExecutionSummary run(
            List<CrashTestInfo> tests,
            Map<String, String> parameters,
            List<CrashTestListener> listeners,
            List<TestExecutionListener> platformListeners) {
        return run(new PowercutTestEngine(listeners), tests, parameters, platformListeners);
    }

    /** Runs tests on a mutant that need not be on the class path. */
    static void runOn(
            Mutant mutant,
            List<CrashTestInfo> tests,
            Map<String, String> parameters,
            List<CrashTestListener> listeners) {
        Map<String, String> mutated = new TreeMap<>(parameters);
        mutated.put("powercut.mutant", mutant.name());
        run(new PowercutTestEngine(listeners, List.of(mutant)), tests, mutated, List.of());
    }

    private static TestExecutionSummary run(
            PowercutTestEngine engine,
            List<CrashTestInfo> tests,
            Map<String, String> parameters,
            List<TestExecutionListener> platformListeners) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherConfig.Builder config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(engine)
                .addTestExecutionListeners(summary);
        platformListeners.forEach(config::addTestExecutionListeners);
        Launcher launcher = LauncherFactory.create(config.build());
        launcher.execute(request(tests, parameters));
        return summary.getSummary();
    }

    private static LauncherDiscoveryRequest request(Collection<CrashTestInfo> tests, Map<String, String> parameters) {
        List<? extends DiscoverySelector> selectors = tests.stream()
                .map(test -> DiscoverySelectors.selectUniqueId(test.uniqueId()))
                .toList();
        Set<String> fileSystems = tests.stream().map(CrashTestInfo::fileSystem).collect(Collectors.toSet());
        // tests on a file system that only their class names are found where none is asked for, and gone where some are
        return request(selectors, isOfClasses(fileSystems) ? parameters : withContracts(fileSystems, parameters));
    }

    private static boolean isOfClasses(Set<String> fileSystems) {
        Set<String> known = Set.copyOf(PowercutTestEngine.contractedFileSystems());
        return fileSystems.stream()
                .filter(name -> !name.equals(RAW_DEVICE))
                .anyMatch(
                        name -> !known.contains(name) && known.stream().noneMatch(each -> each.startsWith(name + ":")));
    }

    private static LauncherDiscoveryRequest request(
            List<? extends DiscoverySelector> selectors, Map<String, String> parameters) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .configurationParameters(parameters)
                .enableImplicitConfigurationParameters(false)
                .build();
    }
}
