package org.powercut.framework.engine;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Finds the methods of a crash test class by role, in an order that is the same everywhere, and checks their form. */
final class TestMethods {

    private TestMethods() {}

    /** The methods of a role, inherited ones too: superclass first, then by name and parameters. */
    static List<Method> of(Class<?> type, Role role) {
        return AnnotationSupport.findAnnotatedMethods(type, role.annotation(), HierarchyTraversalMode.TOP_DOWN).stream()
                .sorted(Comparator.<Method>comparingInt(method -> depth(method.getDeclaringClass()))
                        .thenComparing(Method::getName)
                        .thenComparing(method -> Arrays.toString(method.getParameterTypes())))
                .toList();
    }

    /** What the parameters of a method ask for; each thing that is wrong with it goes to the problems. */
    static List<Argument> check(Method method, Role role, List<String> problems) {
        String where = role + " " + method.getName() + ": ";
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            problems.add(where + "the method is private or static; make it an instance method that is not private");
        }
        if (method.getReturnType() != void.class) {
            problems.add(where + "the method returns " + method.getReturnType().getSimpleName() + "; make it void");
        }
        Stream.of(Role.values())
                .filter(other -> other.compareTo(role) > 0 && AnnotationSupport.isAnnotated(method, other.annotation()))
                .forEach(other -> problems.add(where + "the method is " + other + " as well; make it two methods"));
        List<Argument> arguments = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            Optional<Argument> argument = Argument.of(parameter).filter(role::mayAskFor);
            if (parameter == Path.class && !PathViews.exist()) {
                problems.add(where + "a Path parameter needs a PathView on the class path, as dax-fs-core has one;"
                        + " or ask for a DaxFileSystem");
            } else if (argument.isPresent()) {
                arguments.add(argument.get());
            } else {
                problems.add(where + "a parameter of type " + parameter.getSimpleName() + " is not possible here;"
                        + " possible are " + role.allowed());
            }
        }
        return arguments;
    }

    private static int depth(Class<?> type) {
        int depth = 0;
        for (@Nullable Class<?> at = type.getSuperclass(); at != null; at = at.getSuperclass()) {
            depth++;
        }
        return depth;
    }
}
