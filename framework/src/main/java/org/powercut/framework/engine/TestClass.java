package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.TestTag;

/**
 * What the annotations of a class say.
 *
 * @param type the class
 * @param displayName as shown
 * @param guarantees such as {@code G11}
 * @param tags its tags, guarantees included
 * @param disabled why it is disabled, if it is
 * @param nested the crash tests inside it
 * @param workloads its workloads, by name; none if there are problems
 * @param problems what makes the class no valid crash test, each with what would be right
 */
record TestClass(
        Class<?> type,
        String displayName,
        List<String> guarantees,
        Set<TestTag> tags,
        Optional<String> disabled,
        List<Class<?>> nested,
        List<WorkloadCase> workloads,
        List<String> problems) {
    TestClass {
        guarantees = List.copyOf(guarantees);
        tags = Set.copyOf(tags);
        nested = List.copyOf(nested);
        workloads = List.copyOf(workloads);
        problems = List.copyOf(problems);
    }
}
