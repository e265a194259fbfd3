package org.powercut.framework.engine;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.GeneratedWorkload;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.oracle.judge.Probes;
import org.powercut.framework.oracle.judge.Revived;
import org.powercut.framework.oracle.judge.Scenario;
import org.powercut.pmem.PmemDevice;

/** A generated workload with the oracle's judgement of what it leaves. */
final class JudgedWorkload implements GeneratedWorkload {
    private final String text;
    private final Scenario scenario;
    private final ProbedCuts probed;
    private final Mounting mounting;

    /** What an operation did that it should not have done, without any power cut. */
    private @Nullable BrokenPromise misbehaviour;

    /** How the test treats its file system. */
    interface Mounting {

        /** Unmounts a file system, and mounts the device again, while the workload runs. */
        DaxFileSystem remount(DaxFileSystem fs);

        /** Whether accesses of the workload's device may fail: there are errors on its media, or faults are injected. */
        boolean isFaulty();

        /** The recovered file system, mounted as the test mounts it. */
        Revived revived(DaxFileSystem fs, PmemDevice device);
    }

    /** @param probed the cuts after which life goes on */
    JudgedWorkload(Steps steps, Scenario scenario, ProbedCuts probed, Mounting mounting) {
        this.text = steps.text();
        this.scenario = scenario;
        this.probed = probed;
        this.mounting = mounting;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public void run(DaxFileSystem fs, Milestones reached) {
        try {
            scenario.run(fs, reached::mark, mounting::remount, mounting::isFaulty);
        } catch (BrokenPromise broken) {
            // a finding like any other: the state with everything persisted is tried first
            misbehaviour = broken;
        }
    }

    @Override
    public void verify(DaxFileSystem fs, PmemDevice device, Crash crash) {
        if (misbehaviour != null) {
            throw misbehaviour;
        }
        scenario.verify(fs, crash.platform(), crash.milestones());
        if (probed.include(crash, scenario.hasRun(crash.milestones()))) {
            Probes.all().check(mounting.revived(fs, device));
        }
    }
}
