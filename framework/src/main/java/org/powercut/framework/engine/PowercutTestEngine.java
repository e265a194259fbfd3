package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.config.PrefixedConfigurationParameters;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver.InitializationContext;
import org.junit.platform.engine.support.hierarchical.ForkJoinPoolHierarchicalTestExecutorService;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestEngine;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestExecutorService;
import org.powercut.daxfs.DaxFileSystemProvider;

/**
 * The JUnit Platform engine that runs crash tests. JUnit finds it by itself wherever the framework is on the class path:
 * in Surefire, in the console launcher, in an IDE, beside Jupiter.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PowercutTestEngine extends HierarchicalTestEngine<Session> {
    /** The engine's id. */
    public static final String ID = "powercut";

    private final List<CrashTestListener> listeners;
    private final List<Mutant> mutants;

    /** An engine that tells the listeners found by {@link ServiceLoader}. */
    public PowercutTestEngine() {
        this(List.of());
    }

    /** An engine that tells these listeners as well. */
    public PowercutTestEngine(List<CrashTestListener> listeners) {
        this(listeners, List.of());
    }

    /**
     * An engine that tells these listeners as well.
     *
     * @param mutants that {@code powercut.mutant} may name, besides those found by {@link ServiceLoader}
     */
    public PowercutTestEngine(List<CrashTestListener> listeners, List<Mutant> mutants) {
        this.listeners = List.copyOf(listeners);
        this.mutants = List.copyOf(mutants);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public Optional<String> getGroupId() {
        return Optional.of("org.powercut");
    }

    @Override
    public Optional<String> getArtifactId() {
        return Optional.of("powercut-framework");
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        Configuration configuration = Configuration.from(request.getConfigurationParameters());
        FileSystems fileSystems = FileSystems.onClassPath().and(configuration.fileSystems());
        requireKnown(configuration, fileSystems);
        EngineDescriptorNode root = new EngineDescriptorNode(uniqueId, configuration);
        EngineDiscoveryRequestResolver.<EngineDescriptorNode>builder()
                .addClassContainerSelectorResolverWithContext(PowercutTestEngine::crashTests)
                .addSelectorResolver(context -> new CrashTestResolver(
                        configuration,
                        new TestClassReader(fileSystems, configuration),
                        crashTests(context),
                        context.getClassNameFilter()))
                .addTestDescriptorVisitor(context -> TestDescriptor::prune)
                .build()
                .resolve(request, root);
        configuration
                .replay()
                .filter(token -> root.getDescendants().isEmpty())
                .ifPresent(token -> request.getDiscoveryListener()
                        .issueEncountered(
                                uniqueId,
                                DiscoveryIssue.create(
                                        DiscoveryIssue.Severity.WARNING,
                                        "powercut.replay: no crash test of this run is the one that the token is of, so none"
                                                + " runs")));
        return root;
    }

    /**
     * The names of the file systems on the class path with each of their contracts, such as {@code dax-fs:weak}. Tests on
     * these are found when {@code powercut.file-system} names them.
     */
    public static List<String> contractedFileSystems() {
        return FileSystems.onClassPath()
                .contracted()
                .map(DaxFileSystemProvider::name)
                .toList();
    }

    /**
     * The crash tests that a request finds, in the order in which they would run.
     *
     * @throws JUnitException if a parameter makes no sense, or a class is no valid crash test; the message says why
     */
    public static List<CrashTestInfo> find(EngineDiscoveryRequest request) {
        List<CrashTestInfo> found = new ArrayList<>();
        TestDescriptor root = new PowercutTestEngine().discover(request, UniqueId.forEngine(ID));
        root.accept(descriptor -> {
            if (descriptor instanceof VariantDescriptor variant) {
                found.add(variant.test().info());
            } else if (descriptor instanceof IllegalTestDescriptor illegal) {
                throw new JUnitException(illegal.reasons());
            }
        });
        return List.copyOf(found);
    }

    /**
     * The packages under test of the crash tests that a request finds: those of their classes, of their file systems, and
     * those that they name.
     *
     * @throws JUnitException as {@link #find}
     */
    public static Set<String> packagesUnderTest(EngineDiscoveryRequest request) {
        Set<String> packages = new TreeSet<>();
        new PowercutTestEngine().discover(request, UniqueId.forEngine(ID)).accept(descriptor -> {
            if (descriptor instanceof VariantDescriptor variant) {
                packages.addAll(variant.test().packages());
            }
        });
        return packages;
    }

    @Override
    protected Session createExecutionContext(ExecutionRequest request) {
        EngineDescriptorNode root = (EngineDescriptorNode) request.getRootTestDescriptor();
        return new Session(
                root.configuration(),
                Listeners.registeredAnd(listeners),
                request.getEngineExecutionListener(),
                new Instruments(root.configuration().mutant().map(this::mutant)),
                new WorkloadLists());
    }

    @Override
    protected HierarchicalTestExecutorService createExecutorService(ExecutionRequest request) {
        EngineDescriptorNode root = (EngineDescriptorNode) request.getRootTestDescriptor();
        return root.configuration().parallel()
                ? new ForkJoinPoolHierarchicalTestExecutorService(
                        new PrefixedConfigurationParameters(request.getConfigurationParameters(), Configuration.POOL))
                : super.createExecutorService(request);
    }

    /** Tells crash tests from other classes, and reports those that someone forgot to make one. */
    private static Predicate<Class<?>> crashTests(InitializationContext<EngineDescriptorNode> context) {
        Set<Class<?>> reported = new HashSet<>();
        return type -> {
            if (TestClassPredicates.looksForgotten(type) && reported.add(type)) {
                context.getIssueReporter()
                        .reportIssue(DiscoveryIssue.builder(
                                        DiscoveryIssue.Severity.WARNING,
                                        type.getName() + " has @Workload methods but is no @CrashTest, so nobody runs"
                                                + " it; annotate it with @CrashTest")
                                .source(ClassSource.from(type)));
            }
            return TestClassPredicates.isCrashTest(type);
        };
    }

    private void requireKnown(Configuration configuration, FileSystems fileSystems) {
        for (String name : configuration.fileSystems()) {
            if (fileSystems.named(name).isEmpty()) {
                throw new JUnitException("configuration parameter powercut.file-system: there is no file system '"
                        + name + "' on the class path; there is " + fileSystems.names());
            }
        }
        configuration.mutant().ifPresent(this::mutant);
    }

    private Mutant mutant(String name) {
        List<Mutant> all = Stream.concat(mutants.stream(), PlantedBugs.all()).toList();
        return all.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new JUnitException(
                        "configuration parameter powercut.mutant: there is no mutant '" + name + "'; there is "
                                + (all.isEmpty()
                                        ? "none"
                                        : all.stream().map(Mutant::name).collect(Collectors.joining(", ")))));
    }
}
