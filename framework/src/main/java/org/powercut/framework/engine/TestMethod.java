package org.powercut.framework.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method of a crash test, made ready to be called a million times. */
final class TestMethod {
    private static final MethodType CALL = MethodType.methodType(void.class, Object.class, Object[].class);

    private final Method method;
    private final List<Argument> arguments;
    private final MethodHandle handle;

    /** @param arguments what the parameters ask for, in order */
    TestMethod(Method method, List<Argument> arguments) {
        this.method = method;
        this.arguments = List.copyOf(arguments);
        this.handle = open(method).asSpreader(Object[].class, arguments.size()).asType(CALL);
    }

    Method method() {
        return method;
    }

    String name() {
        return method.getName();
    }

    /** Whether the method asks for a mounted file system, in whatever form. */
    boolean asksForFileSystem() {
        return arguments.contains(Argument.FILE_SYSTEM)
                || arguments.contains(Argument.PATH)
                || arguments.contains(Argument.PROVIDER);
    }

    /** Whether the method asks for a generated workload. */
    boolean asksForGeneratedWorkload() {
        return arguments.contains(Argument.GENERATED);
    }

    /** Calls the method; what it throws comes through as it is. */
    void call(Object instance, Given given) throws Throwable {
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = given.get(arguments.get(i));
        }
        handle.invokeExact(instance, values);
    }

    private static MethodHandle open(Method method) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot call " + method, e);
        }
    }
}
