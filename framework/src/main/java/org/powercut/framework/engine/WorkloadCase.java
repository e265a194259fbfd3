package org.powercut.framework.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.TestTag;
import org.powercut.framework.api.Explore;
import org.powercut.framework.explore.ReplayToken;

/**
 * A workload of a class and everything the annotations say of it.
 *
 * @param code the class's other methods
 * @param method the workload itself
 * @param displayName as shown
 * @param tags its own tags and those of its class
 * @param disabled why it is disabled, if it is
 * @param explore how far to explore it
 * @param packages what to instrument
 * @param replay the only interleaving to run, if it is to be only one
 * @param variants what it runs on
 */
record WorkloadCase(
        TestCode code,
        TestMethod method,
        String displayName,
        Set<TestTag> tags,
        Optional<String> disabled,
        Explore explore,
        Set<String> packages,
        Optional<ReplayToken> replay,
        List<Variant> variants) {
    WorkloadCase {
        tags = Set.copyOf(tags);
        packages = Set.copyOf(packages);
        variants = List.copyOf(variants);
    }

    String name() {
        return method.name();
    }

    /** The name that tokens of a test are bound to: the same in every run. */
    String testId(Variant variant, Optional<String> mutant) {
        return code.type().getName() + "#" + name() + "[" + variant.idSegment() + "]"
                + mutant.map(name -> "{" + name + "}").orElse("");
    }
}
