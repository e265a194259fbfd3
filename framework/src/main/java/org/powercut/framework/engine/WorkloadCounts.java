package org.powercut.framework.engine;

import org.apiguardian.api.API;

/**
 * How far a test came with its generated workloads.
 *
 * @param workloads that there are for the test; for a fuzzer, those that it made
 * @param run that were recorded and explored
 * @param exhaustive of those, whose distinguishable crash states were all explored
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record WorkloadCounts(long workloads, long run, long exhaustive) {

    /** Those of two tests together. */
    public WorkloadCounts plus(WorkloadCounts other) {
        return new WorkloadCounts(workloads + other.workloads, run + other.run, exhaustive + other.exhaustive);
    }
}
