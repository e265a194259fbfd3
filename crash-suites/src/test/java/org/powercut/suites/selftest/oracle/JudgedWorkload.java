package org.powercut.suites.selftest.oracle;

import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.model.Platform;
import org.powercut.framework.oracle.judge.Probes;
import org.powercut.framework.oracle.judge.Scenario;
import org.powercut.pmem.PmemDevice;

/**
 * A crash test that is nothing but a scenario: its states are judged by the oracle, under both contracts and on both
 * platforms, and then life goes on.
 */
@OnFileSystem({"dax-fs:strong", "dax-fs:weak"})
@OnPlatform({Platform.ADR, Platform.EADR})
abstract class JudgedWorkload {

    abstract Scenario scenario();

    @Prepare
    void before(DaxFileSystem fs) {
        scenario().prepare(fs);
    }

    @Workload
    void operations(DaxFileSystem fs, Milestones reached) {
        scenario().run(fs, reached::mark);
    }

    @Verify
    void isLegalAndLivesOn(DaxFileSystem fs, PmemDevice device, DaxFileSystemProvider provider, Crash crash) {
        scenario().verify(fs, crash.platform(), crash.milestones());
        Probes.all().check(fs, device, provider);
    }
}
