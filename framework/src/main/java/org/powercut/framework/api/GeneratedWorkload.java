package org.powercut.framework.api;

import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.pmem.PmemDevice;

/** A workload that was generated, and knows what it leaves behind. See {@link GeneratedWorkloads}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface GeneratedWorkload {

    /** The milestone that {@link #run} marks after each operation. */
    String DONE = "done";

    /** Its operations as one line, such as {@code create /e/x; fsync /e}. */
    String text();

    /** Performs it. */
    void run(DaxFileSystem fs, Milestones reached);

    /**
     * Holds a recovered file system against everything that may be left after a power cut. Once the whole workload has
     * run, and after some of the other cuts, life then goes on: what is there is used, removed, and the space is back. Unmounts
     * the file system for that.
     *
     * @param device what the file system is mounted on
     * @throws org.powercut.framework.explore.BrokenPromise if it is in none of the states that are allowed
     */
    void verify(DaxFileSystem fs, PmemDevice device, Crash crash);
}
