package org.powercut.framework.engine;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestTag;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Replay;
import org.powercut.framework.api.UnderTest;
import org.powercut.framework.explore.ReplayToken;

/**
 * Reads what the annotations of a crash test class say, and checks all of it: whatever is wrong is put into words at once,
 * with what would be right.
 */
final class TestClassReader {
    private static final Pattern GUARANTEE = Pattern.compile("[A-Z]+(-[A-Z]+)*-?[0-9]{1,5}");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z_][\\w]*(\\.[A-Za-z_][\\w]*)*");

    private final FileSystems fileSystems;
    private final Configuration configuration;

    TestClassReader(FileSystems fileSystems, Configuration configuration) {
        this.fileSystems = fileSystems;
        this.configuration = configuration;
    }

    TestClass read(Class<?> type) {
        List<String> problems = new ArrayList<>();
        List<String> guarantees = guarantees(type, problems);
        Set<TestTag> tags = new LinkedHashSet<>();
        for (@Nullable Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            tags.addAll(tags(at, problems));
        }
        guarantees.forEach(guarantee -> tags.add(TestTag.create(guarantee)));
        MethodReader methods = new MethodReader(type, problems);
        List<TestMethod> prepares = methods.read(Role.PREPARE);
        List<TestMethod> recovers = methods.read(Role.RECOVER);
        List<TestMethod> verifies = methods.read(Role.VERIFY);
        List<TestMethod> workloads = methods.read(Role.WORKLOAD);
        checkConstructor(type, problems);
        List<Class<?>> nested = TestClassPredicates.nestedIn(type);
        boolean onlyHoldsOthers = !nested.isEmpty() && workloads.isEmpty() && verifies.isEmpty();
        if (!onlyHoldsOthers) {
            methods.checkComplete(workloads, verifies);
        }
        List<WorkloadCase> cases = new ArrayList<>();
        if (problems.isEmpty()) {
            TestCode code = new TestCode(type, prepares, recovers, verifies);
            for (TestMethod workload : workloads) {
                cases.add(workload(code, workload, tags, problems));
            }
            checkReplay(cases, problems);
        }
        return new TestClass(
                type,
                displayName(type, nameOf(type)),
                guarantees,
                tags,
                disabled(type),
                nested,
                problems.isEmpty() ? cases : List.of(),
                problems);
    }

    private WorkloadCase workload(TestCode code, TestMethod method, Set<TestTag> classTags, List<String> problems) {
        Class<?> type = code.type();
        Explore explore = Annotations.find(method.method(), type, Explore.class).orElseGet(Defaults::explore);
        checkExplore(explore, method, problems);
        Set<TestTag> tags = tags(method.method(), problems);
        tags.addAll(classTags);
        boolean onFileSystem = code.asksForFileSystem() || method.asksForFileSystem();
        boolean generated = method.asksForGeneratedWorkload() || code.asksForGeneratedWorkload();
        List<Optional<Batch>> batches = new BatchReader(configuration, type, problems).read(generated);
        List<Variant> variants = new VariantReader(fileSystems, configuration, type, method.method(), problems)
                .read(onFileSystem, batches, explore.deviceSize());
        Optional<ReplayToken> replay = Annotations.find(method.method(), type, Replay.class)
                .flatMap(annotation -> token(annotation.value(), problems));
        return new WorkloadCase(
                code,
                method,
                displayName(method.method(), method.name()),
                tags,
                disabled(method.method()),
                explore,
                packages(type, problems),
                replay,
                variants);
    }

    private static List<String> guarantees(Class<?> type, List<String> problems) {
        List<String> ids = Annotations.find(type, Guarantee.class)
                .map(annotation -> Arrays.asList(annotation.value()))
                .orElse(List.of());
        List<String> good = new ArrayList<>();
        for (String id : ids) {
            if (GUARANTEE.matcher(id).matches()) {
                good.add(id);
            } else {
                problems.add("@Guarantee(\"" + id + "\"): write capital letters and a number, such as G11 or WAL-3");
            }
        }
        return good;
    }

    private static Set<TestTag> tags(AnnotatedElement element, List<String> problems) {
        Set<TestTag> tags = new LinkedHashSet<>();
        for (Tag tag : AnnotationSupport.findRepeatableAnnotations(element, Tag.class)) {
            if (TestTag.isValid(tag.value())) {
                tags.add(TestTag.create(tag.value()));
            } else {
                problems.add("@Tag(\"" + tag.value()
                        + "\"): a tag is not blank and has no white space and none of , ( ) & | !");
            }
        }
        return tags;
    }

    private static void checkConstructor(Class<?> type, List<String> problems) {
        if (Modifier.isPrivate(type.getModifiers())) {
            problems.add("the class is private; make it package-private or public");
        }
        try {
            if (Modifier.isPrivate(TestCode.declaredConstructor(type).getModifiers())) {
                problems.add("the constructor is private; make it package-private or public");
            }
        } catch (NoSuchMethodException e) {
            problems.add("there is no constructor without parameters; every crash state needs a new instance");
        }
    }

    private static void checkExplore(Explore explore, TestMethod method, List<String> problems) {
        String where = "@Explore of " + method.name() + ": ";
        try {
            Budget.parse(explore.budget());
        } catch (IllegalArgumentException e) {
            problems.add(where + "budget " + e.getMessage());
        }
        if (explore.deviceSize() <= 0 || explore.deviceSize() % 4096 != 0) {
            problems.add(where + "deviceSize " + explore.deviceSize()
                    + " is no device size; write a multiple of 4096 bytes, above 0");
        }
        if (explore.nested() < 0 || explore.nested() > 7) {
            problems.add(where + "nested is " + explore.nested() + "; write 0 to 7");
        }
        if (explore.strength() < 2 || explore.strength() > 3) {
            problems.add(where + "strength is " + explore.strength() + "; write 2 or 3");
        }
        if (explore.threads() < 0) {
            problems.add(where + "threads is " + explore.threads() + "; write 0 for one a processor, or more");
        }
        if (explore.states() < 1
                || explore.statesPerPoint() < 1
                || explore.randomStates() < 0
                || explore.maxFindings() < 1
                || explore.instructionLimit() < 1) {
            problems.add(where + "states, statesPerPoint, maxFindings and instructionLimit are at least 1,"
                    + " randomStates at least 0");
        }
    }

    private static Optional<ReplayToken> token(String text, List<String> problems) {
        try {
            return Optional.of(ReplayToken.parse(text));
        } catch (RuntimeException e) {
            problems.add("@Replay: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void checkReplay(List<WorkloadCase> cases, List<String> problems) {
        cases.stream()
                .flatMap(workload -> workload.replay().stream())
                .distinct()
                .forEach(token -> {
                    boolean known = cases.stream()
                            .flatMap(workload -> workload.variants().stream()
                                    .map(variant -> workload.testId(variant, configuration.mutant())))
                            .anyMatch(token::isOf);
                    if (!known) {
                        problems.add(
                                "@Replay: the token is of another test, or of a file system, platform or fault plan that"
                                        + " this test does not run on");
                    }
                });
    }

    /** The packages whose calls of instructions get sites; those of the file systems come later. */
    private static Set<String> packages(Class<?> type, List<String> problems) {
        Set<String> packages = new TreeSet<>();
        packages.add(type.getPackageName());
        Annotations.find(type, UnderTest.class).map(UnderTest::value).stream()
                .flatMap(Arrays::stream)
                .forEach(name -> {
                    if (PACKAGE.matcher(name).matches()) {
                        packages.add(name);
                    } else {
                        problems.add(
                                "@UnderTest(\"" + name + "\"): write the name of a package, such as org.example.wal");
                    }
                });
        return packages;
    }

    private static String displayName(AnnotatedElement element, String otherwise) {
        return AnnotationSupport.findAnnotation(element, DisplayName.class)
                .map(annotation -> annotation.value().strip())
                .filter(name -> !name.isEmpty())
                .orElse(otherwise);
    }

    private static Optional<String> disabled(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, Disabled.class)
                .map(annotation -> annotation.value().isBlank() ? "@Disabled" : annotation.value());
    }

    private static String nameOf(Class<?> type) {
        return type.getSimpleName();
    }

    /** Carries an {@link Explore} that sets nothing. */
    @Explore
    private static final class Defaults {
        static Explore explore() {
            return Defaults.class.getAnnotation(Explore.class);
        }
    }

    /** Reads the methods of one role. */
    private record MethodReader(Class<?> type, List<String> problems) {

        List<TestMethod> read(Role role) {
            List<TestMethod> good = new ArrayList<>();
            for (Method method : TestMethods.of(type, role)) {
                int before = problems.size();
                List<Argument> arguments = TestMethods.check(method, role, problems);
                if (problems.size() == before) {
                    good.add(new TestMethod(method, arguments));
                }
            }
            return good;
        }

        void checkComplete(List<TestMethod> workloads, List<TestMethod> verifies) {
            if (TestMethods.of(type, Role.WORKLOAD).isEmpty()) {
                problems.add("there is no @Workload method; write one: it is what the power cut interrupts");
            }
            if (TestMethods.of(type, Role.VERIFY).isEmpty()) {
                problems.add("there is no @Verify method; write one: a test that checks nothing cannot fail");
            }
            Set<String> names = new LinkedHashSet<>();
            workloads.stream()
                    .map(TestMethod::name)
                    .filter(name -> !names.add(name))
                    .forEach(name -> problems.add("two workloads have the name " + name + "; give each its own"));
        }
    }
}
