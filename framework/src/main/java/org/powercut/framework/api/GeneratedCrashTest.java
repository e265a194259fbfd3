package org.powercut.framework.api;

import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.pmem.PmemDevice;

/**
 * A crash test of generated workloads, complete but for the annotations of its subclass: {@link CrashTest}, {@link
 * GeneratedWorkloads}, and where it runs. A subclass may add checks of its own.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class GeneratedCrashTest {

    /** Runs the workload. */
    @Workload
    protected void generated(DaxFileSystem fs, GeneratedWorkload workload, Milestones reached) {
        workload.run(fs, reached);
    }

    /** What is there is one of the states that are allowed. */
    @Verify
    protected void isLegal(DaxFileSystem fs, PmemDevice device, GeneratedWorkload workload, Crash crash) {
        workload.verify(fs, device, crash);
    }
}
