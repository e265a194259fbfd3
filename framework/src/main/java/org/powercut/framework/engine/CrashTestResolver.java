package org.powercut.framework.engine;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.discovery.NestedClassSelector;
import org.junit.platform.engine.discovery.NestedMethodSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.discovery.SelectorResolver;
import org.powercut.framework.api.GeneratedWorkloads;

/**
 * Turns what a discovery request selects into the test tree: classes, their workloads, and the tests of each workload. One
 * for each discovery.
 */
final class CrashTestResolver implements SelectorResolver {
    private final Configuration configuration;
    private final TestClassReader reader;
    private final Predicate<Class<?>> crashTests;
    private final Predicate<String> classNames;
    private final Map<Class<?>, TestClass> read = new HashMap<>();

    /**
     * @param crashTests which classes are crash tests
     * @param classNames the filter of class names, for classes that stand by themselves
     */
    CrashTestResolver(
            Configuration configuration,
            TestClassReader reader,
            Predicate<Class<?>> crashTests,
            Predicate<String> classNames) {
        this.crashTests = crashTests;
        this.configuration = configuration;
        this.reader = reader;
        this.classNames = classNames;
    }

    @Override
    public Resolution resolve(ClassSelector selector, Context context) {
        Class<?> type = selector.getJavaClass();
        return crashTests.test(type) ? resolution(descriptor(type, context)) : Resolution.unresolved();
    }

    @Override
    public Resolution resolve(NestedClassSelector selector, Context context) {
        return resolve(selectClass(selector.getNestedClass()), context);
    }

    @Override
    public Resolution resolve(MethodSelector selector, Context context) {
        return method(selector.getJavaClass(), selector.getJavaMethod(), context);
    }

    @Override
    public Resolution resolve(NestedMethodSelector selector, Context context) {
        return method(selector.getNestedClass(), selector.getMethod(), context);
    }

    @Override
    public Resolution resolve(UniqueIdSelector selector, Context context) {
        UniqueId id = selector.getUniqueId();
        UniqueId.Segment last = id.getLastSegment();
        return switch (last.getType()) {
            case ClassDescriptor.SEGMENT ->
                ReflectionSupport.tryToLoadClass(last.getValue())
                        .toOptional()
                        .map(type -> resolve(selectClass(type), context))
                        .orElseGet(Resolution::unresolved);
            case ClassDescriptor.NESTED_SEGMENT ->
                resolution(context.addToParent(
                        () -> selectUniqueId(id.removeLastSegment()), parent -> nested(parent, last.getValue())));
            case WorkloadDescriptor.SEGMENT ->
                resolution(context.addToParent(
                        () -> selectUniqueId(id.removeLastSegment()), parent -> workload(parent, last.getValue())));
            case VariantDescriptor.SEGMENT ->
                resolution(context.addToParent(
                        () -> selectUniqueId(id.removeLastSegment()), parent -> variant(parent, last.getValue())));
            case InterleavingDescriptor.SEGMENT -> resolve(selectUniqueId(id.removeLastSegment()), context);
            case IllegalTestDescriptor.SEGMENT ->
                resolution(
                        context.addToParent(() -> selectUniqueId(id.removeLastSegment()), CrashTestResolver::illegal));
            default -> Resolution.unresolved();
        };
    }

    private Resolution method(Class<?> type, Method method, Context context) {
        if (!crashTests.test(type)) {
            return Resolution.unresolved();
        }
        Supplier<DiscoverySelector> parent = () -> selectClass(type);
        Optional<? extends TestDescriptor> found = read(type).problems().isEmpty()
                ? context.addToParent(parent, container -> workload(container, method.getName()))
                : context.addToParent(parent, CrashTestResolver::illegal);
        return resolution(found);
    }

    private Optional<ClassDescriptor> descriptor(Class<?> type, Context context) {
        Optional<Class<?>> enclosing = TestClassPredicates.enclosingCrashTest(type);
        if (enclosing.isPresent()) {
            return context.addToParent(() -> selectClass(enclosing.get()), parent -> nested(parent, simpleName(type)));
        }
        if (!classNames.test(type.getName())) {
            return Optional.empty();
        }
        return context.addToParent(parent -> container(parent, ClassDescriptor.SEGMENT, type.getName(), type));
    }

    private Optional<ClassDescriptor> nested(TestDescriptor parent, String name) {
        return parent instanceof ClassDescriptor outer
                ? outer.testClass().nested().stream()
                        .filter(type -> simpleName(type).equals(name))
                        .findFirst()
                        .flatMap(type -> container(parent, ClassDescriptor.NESTED_SEGMENT, name, type))
                : Optional.empty();
    }

    private Optional<ClassDescriptor> container(TestDescriptor parent, String segment, String value, Class<?> type) {
        return isWanted(type)
                ? Optional.of(new ClassDescriptor(parent.getUniqueId().append(segment, value), read(type)))
                : Optional.empty();
    }

    private Optional<WorkloadDescriptor> workload(TestDescriptor parent, String name) {
        if (!(parent instanceof ClassDescriptor container) || !isChosen(container.testClass())) {
            return Optional.empty();
        }
        TestClass testClass = container.testClass();
        return testClass.workloads().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .map(workload -> new WorkloadDescriptor(
                        parent.getUniqueId().append(WorkloadDescriptor.SEGMENT, name), testClass, workload));
    }

    private Optional<VariantDescriptor> variant(TestDescriptor parent, String segment) {
        return parent instanceof WorkloadDescriptor container
                ? container.workload().variants().stream()
                        .filter(variant -> variant.segment().equals(segment))
                        .findFirst()
                        .flatMap(variant -> test(container, variant))
                : Optional.empty();
    }

    private Optional<VariantDescriptor> test(WorkloadDescriptor parent, Variant variant) {
        if (!isWanted(parent.workload(), variant)) {
            return Optional.empty();
        }
        UniqueId id = parent.getUniqueId().append(VariantDescriptor.SEGMENT, variant.segment());
        return Optional.of(new VariantDescriptor(
                id,
                CrashTestCase.of(
                        configuration, parent.testClass(), parent.workload(), variant, parent.getDisplayName(), id)));
    }

    private static Optional<IllegalTestDescriptor> illegal(TestDescriptor parent) {
        return parent instanceof ClassDescriptor container
                        && !container.testClass().problems().isEmpty()
                ? Optional.of(new IllegalTestDescriptor(
                        parent.getUniqueId().append(IllegalTestDescriptor.SEGMENT, IllegalTestDescriptor.VALUE),
                        container.testClass()))
                : Optional.empty();
    }

    /** Whether the run's guarantees are among those of the class, or of a class inside it. */
    private boolean isWanted(Class<?> type) {
        TestClass testClass = read(type);
        return isChosen(testClass) || testClass.nested().stream().anyMatch(this::isWanted);
    }

    private boolean isChosen(TestClass testClass) {
        boolean promised = configuration.guarantees().isEmpty()
                || testClass.guarantees().stream().anyMatch(configuration.guarantees()::contains);
        boolean generated = configuration.generated().isEmpty()
                || Annotations.find(testClass.type(), GeneratedWorkloads.class).isPresent();
        return promised && generated;
    }

    /** Whether the run is not the replay of an interleaving of another test. */
    private boolean isWanted(WorkloadCase workload, Variant variant) {
        return configuration
                .replay()
                .map(token -> variant.replays() && token.isOf(workload.testId(variant, configuration.mutant())))
                .orElse(true);
    }

    private Resolution resolution(Optional<? extends TestDescriptor> found) {
        return found.map(descriptor -> Resolution.match(Match.exact(descriptor, () -> below(descriptor))))
                .orElseGet(Resolution::unresolved);
    }

    /** What a node brings with it when it was selected as a whole. JUnit takes it for an error if one of it is not there. */
    private Set<DiscoverySelector> below(TestDescriptor descriptor) {
        UniqueId id = descriptor.getUniqueId();
        return switch (descriptor) {
            case ClassDescriptor container -> below(id, container.testClass());
            case WorkloadDescriptor container ->
                container.workload().variants().stream()
                        .filter(variant -> isWanted(container.workload(), variant))
                        .map(variant -> selectUniqueId(id.append(VariantDescriptor.SEGMENT, variant.segment())))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
            default -> Set.of();
        };
    }

    private Set<DiscoverySelector> below(UniqueId id, TestClass testClass) {
        Set<DiscoverySelector> below = new LinkedHashSet<>();
        if (!testClass.problems().isEmpty()) {
            below.add(selectUniqueId(id.append(IllegalTestDescriptor.SEGMENT, IllegalTestDescriptor.VALUE)));
        }
        if (isChosen(testClass)) {
            testClass
                    .workloads()
                    .forEach(workload ->
                            below.add(selectUniqueId(id.append(WorkloadDescriptor.SEGMENT, workload.name()))));
        }
        testClass.nested().stream()
                .filter(this::isWanted)
                .forEach(
                        type -> below.add(selectUniqueId(id.append(ClassDescriptor.NESTED_SEGMENT, simpleName(type)))));
        return below;
    }

    private TestClass read(Class<?> type) {
        return read.computeIfAbsent(type, reader::read);
    }

    private static String simpleName(Class<?> type) {
        return type.getSimpleName();
    }
}
