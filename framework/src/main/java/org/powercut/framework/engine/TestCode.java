package org.powercut.framework.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The code of a crash test class that all its workloads share: how to make an instance, and its methods by role. */
final class TestCode {
    private final Class<?> type;
    private final MethodHandle constructor;
    private final @Nullable TestCode enclosing;
    private final List<TestMethod> prepares;
    private final List<TestMethod> recovers;
    private final List<TestMethod> verifies;

    TestCode(Class<?> type, List<TestMethod> prepares, List<TestMethod> recovers, List<TestMethod> verifies) {
        this.type = type;
        Class<?> outer = outerInstance(type);
        this.enclosing = outer == null ? null : new TestCode(outer, List.of(), List.of(), List.of());
        this.constructor = constructor(type, outer);
        this.prepares = List.copyOf(prepares);
        this.recovers = List.copyOf(recovers);
        this.verifies = List.copyOf(verifies);
    }

    Class<?> type() {
        return type;
    }

    List<TestMethod> prepares() {
        return prepares;
    }

    List<TestMethod> recovers() {
        return recovers;
    }

    List<TestMethod> verifies() {
        return verifies;
    }

    /** Whether any method but the workload asks for a mounted file system. */
    boolean asksForFileSystem() {
        return Stream.of(prepares, recovers, verifies).flatMap(List::stream).anyMatch(TestMethod::asksForFileSystem);
    }

    /** Whether a check asks for the generated workload. */
    boolean asksForGeneratedWorkload() {
        return verifies.stream().anyMatch(TestMethod::asksForGeneratedWorkload);
    }

    /** A new instance; that of an inner class comes with new instances of the classes around it. */
    Object newInstance() throws Throwable {
        return enclosing == null ? constructor.invoke() : constructor.invoke(enclosing.newInstance());
    }

    /** The class whose instance an inner class needs, or null. */
    static @Nullable Class<?> outerInstance(Class<?> type) {
        return Modifier.isStatic(type.getModifiers()) ? null : type.getEnclosingClass();
    }

    /** The constructor that the engine calls. */
    static Constructor<?> declaredConstructor(Class<?> type) throws NoSuchMethodException {
        Class<?> outer = outerInstance(type);
        return outer == null ? type.getDeclaredConstructor() : type.getDeclaredConstructor(outer);
    }

    private static MethodHandle constructor(Class<?> type, @Nullable Class<?> outer) {
        try {
            Constructor<?> constructor = declaredConstructor(type);
            constructor.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
            return handle.asType(
                    outer == null
                            ? MethodType.methodType(Object.class)
                            : MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }
}
