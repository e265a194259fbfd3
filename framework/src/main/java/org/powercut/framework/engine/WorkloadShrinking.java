package org.powercut.framework.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.powercut.framework.explore.DeltaDebugging;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.oracle.Operation;

/** Makes the workload of a finding as short as it can be with a finding of the same class. */
record WorkloadShrinking(WorkloadExplorer explorer) {
    private static final int MOST_TRIES = 200;
    private static final long MOST_STATES = 20_000;

    /** Of one try; so much that the states decide, and so the result is the same on any machine. */
    private static final Duration PLENTY = Duration.ofMinutes(5);

    /** The finding of the shortest workload; the same one if there is no shorter. */
    Finding shrink(Finding finding) {
        Steps found = Steps.parse(finding.token().workload());
        Steps bare = Steps.of(found.operations());
        Steps least = !found.needs().isEmpty() && again(bare, finding).isPresent() ? bare : found;
        List<Operation> operations = DeltaDebugging.minimize(
                        least.operations(),
                        fewer -> again(least.with(fewer), finding).isPresent(),
                        MOST_TRIES)
                .elements();
        return operations.size() == found.operations().size() && least == found
                ? finding
                : again(least.with(operations), finding).orElse(finding);
    }

    /** What a workload fails with, as the finding did. */
    private Optional<Finding> again(Steps steps, Finding like) {
        return explorer.explore(steps, PLENTY, MOST_STATES).findings().stream()
                .filter(finding -> finding.failureClass() == like.failureClass())
                .findFirst();
    }
}
