package org.powercut.torture;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.powercut.framework.engine.WorkloadCounts;

/**
 * A run of generated workloads in numbers: the JSON object of {@code --json}, field for field.
 *
 * @param run what every run has
 * @param workloads generated workloads that there were
 * @param workloadsRun that were recorded and explored
 * @param exhaustiveWorkloads of those, whose distinguishable states were all explored
 */
record GeneratedSummary(@JsonUnwrapped RunSummary run, long workloads, long workloadsRun, long exhaustiveWorkloads) {

    static GeneratedSummary of(RunSummary run, WorkloadCounts counts) {
        return new GeneratedSummary(run, counts.workloads(), counts.run(), counts.exhaustive());
    }
}
