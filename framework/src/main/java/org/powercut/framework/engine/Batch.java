package org.powercut.framework.engine;

import org.powercut.framework.generate.WorkloadChoice;

/**
 * One of the tests that generated workloads are spread over.
 *
 * @param choice which workloads they all are
 * @param number of this batch, from 1
 * @param of how many batches there are
 */
record Batch(WorkloadChoice choice, int number, int of) {

    /** Number of the first workload, when there are so many in all. */
    long from(long workloads) {
        return workloads * (number - 1) / of;
    }

    /** Number after that of the last workload. */
    long to(long workloads) {
        return workloads * number / of;
    }

    /** {@code seq-1, batch 2 of 8}. */
    @Override
    public String toString() {
        return of == 1 ? choice.toString() : choice + ", batch " + number + " of " + of;
    }
}
