package org.powercut.framework.engine;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Collectors;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Recover;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;

/** What a method of a crash test is for, and what it may ask for. */
enum Role {
    PREPARE(
            Prepare.class,
            Argument.FILE_SYSTEM,
            Argument.PATH,
            Argument.PROVIDER,
            Argument.DEVICE,
            Argument.FAULT_PLAN),
    WORKLOAD(
            Workload.class,
            Argument.FILE_SYSTEM,
            Argument.PATH,
            Argument.PROVIDER,
            Argument.DEVICE,
            Argument.MILESTONES,
            Argument.FAULT_PLAN,
            Argument.GENERATED),
    RECOVER(
            Recover.class,
            Argument.FILE_SYSTEM,
            Argument.PATH,
            Argument.PROVIDER,
            Argument.DEVICE,
            Argument.FAULT_PLAN),
    VERIFY(
            Verify.class,
            Argument.FILE_SYSTEM,
            Argument.PATH,
            Argument.PROVIDER,
            Argument.DEVICE,
            Argument.CRASH,
            Argument.FAULT_PLAN,
            Argument.GENERATED);

    private final Class<? extends Annotation> annotation;
    private final List<Argument> arguments;

    Role(Class<? extends Annotation> annotation, Argument... arguments) {
        this.annotation = annotation;
        this.arguments = List.of(arguments);
    }

    Class<? extends Annotation> annotation() {
        return annotation;
    }

    boolean mayAskFor(Argument argument) {
        return arguments.contains(argument);
    }

    /** The parameter types that are allowed, for messages. */
    String allowed() {
        return arguments.stream()
                .map(argument -> argument.type().getSimpleName())
                .collect(Collectors.joining(", "));
    }

    /** As users write it: {@code @Workload}. */
    @Override
    public String toString() {
        return "@" + annotation.getSimpleName();
    }
}
