package org.powercut.framework.engine;

import java.util.List;
import org.powercut.framework.model.Platform;

/**
 * A crash test: one workload on one file system, platform and fault plan.
 *
 * @param id stable name, the same in every run: what replay tokens are bound to
 * @param uniqueId the JUnit unique id
 * @param displayName as shown
 * @param testClass the class
 * @param workload name of the workload method
 * @param guarantees such as {@code G11}
 * @param tags the JUnit tags
 * @param fileSystem name of the provider, or {@code raw device}
 * @param platform the persistency rules
 * @param faults the fault plan in words, or {@code none}
 * @param seed what every choice is made from
 */
public record CrashTestInfo(
        String id,
        String uniqueId,
        String displayName,
        Class<?> testClass,
        String workload,
        List<String> guarantees,
        List<String> tags,
        String fileSystem,
        Platform platform,
        String faults,
        long seed) {
    public CrashTestInfo {
        guarantees = List.copyOf(guarantees);
        tags = List.copyOf(tags);
    }
}
