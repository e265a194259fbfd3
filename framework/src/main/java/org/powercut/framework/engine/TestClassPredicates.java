package org.powercut.framework.engine;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.support.AnnotationSupport;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Workload;

/** Tells which classes are crash tests, and which of them stand inside others. */
final class TestClassPredicates {

    private TestClassPredicates() {}

    /** Whether the class is a crash test by itself or inside another. Abstract classes are there to be extended. */
    static boolean isCrashTest(Class<?> type) {
        return isConcrete(type) && (AnnotationSupport.isAnnotated(type, CrashTest.class) || isNestedInCrashTest(type));
    }

    /** The crash test that the class is a nested one of, if it is. */
    static Optional<Class<?>> enclosingCrashTest(Class<?> type) {
        return Optional.<Class<?>>ofNullable(type.getDeclaringClass()).filter(TestClassPredicates::isCrashTest);
    }

    /** The crash tests that stand directly inside the class, by name. */
    static List<Class<?>> nestedIn(Class<?> type) {
        return Stream.<Class<?>>of(type.getDeclaredClasses())
                .filter(TestClassPredicates::isCrashTest)
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .toList();
    }

    /** Whether the class has workloads but nobody would run them. */
    static boolean looksForgotten(Class<?> type) {
        try {
            return isConcrete(type)
                    && !isCrashTest(type)
                    && Stream.of(type.getDeclaredMethods())
                            .anyMatch(method -> AnnotationSupport.isAnnotated(method, Workload.class));
        } catch (LinkageError unloadable) {
            return false; // a class of which parts are missing on this class path is nobody's test
        }
    }

    private static boolean isConcrete(Class<?> type) {
        return !Modifier.isAbstract(type.getModifiers())
                && !type.isInterface()
                && !type.isAnonymousClass()
                && !type.isLocalClass();
    }

    private static boolean isNestedInCrashTest(Class<?> type) {
        @Nullable Class<?> outer = type.getDeclaringClass();
        return outer != null && AnnotationSupport.isAnnotated(type, Nested.class) && isCrashTest(outer);
    }
}
