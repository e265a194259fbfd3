package org.powercut.framework.engine;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
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
    private final DaxFileSystemProvider provider;
    private final UnaryOperator<DaxFileSystem> remount;

    /** What an operation did that it should not have done, without any power cut. */
    private @Nullable BrokenPromise misbehaviour;

    /** @param remount unmounts a file system, and mounts the device again */
    JudgedWorkload(
            Steps steps, Scenario scenario, DaxFileSystemProvider provider, UnaryOperator<DaxFileSystem> remount) {
        this.text = steps.text();
        this.scenario = scenario;
        this.provider = provider;
        this.remount = remount;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public void run(DaxFileSystem fs, Milestones reached) {
        try {
            scenario.run(fs, reached::mark, remount);
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
        scenario.verify(fs, crash.milestones());
        boolean ran = crash.milestones().size() >= scenario.operations().size();
        if (ran && crash.nested() == 0) {
            // life after every cut would cost many times what judging it does
            Probes.all().check(new Revived(fs, device, provider));
        }
    }
}
