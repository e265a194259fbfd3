package org.powercut.framework.engine;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FsckReport;
import org.powercut.framework.api.GeneratedWorkload;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.inject.TracedDevice;

/**
 * Recovers and judges crash states as a test class says: a fresh instance for each, the file system mounted, the recover
 * methods, the verify methods, and at last the file system's own check. One worker uses it, with one device.
 */
final class TestSubject implements Subject {
    private final CrashTestCase test;
    private final FaultSwitch faults;
    private final @Nullable DaxFileSystemProvider provider;
    private final @Nullable GeneratedWorkload generated;

    TestSubject(CrashTestCase test, FaultSwitch faults) {
        this(test, faults, null);
    }

    /** @param generated the workload that was run, if it was generated */
    TestSubject(CrashTestCase test, FaultSwitch faults, @Nullable GeneratedWorkload generated) {
        this.test = test;
        this.faults = faults;
        this.generated = generated;
        this.provider = test.variant().provider().orElse(null);
    }

    private record Recovered(Object instance, Given given) {}

    @Override
    public Object recover(TracedDevice device) throws Throwable {
        faults.enter(device, Phase.RECOVERY);
        try {
            @Nullable
            DaxFileSystem fileSystem =
                    provider == null ? null : FileSystemLife.mount(test, provider, device, LogicalClock.Life.RECOVERY);
            Object instance = test.code().newInstance();
            Given given = new Given(
                    provider, fileSystem, device, null, null, test.variant().faults(), generated);
            for (TestMethod recover : test.code().recovers()) {
                recover.call(instance, given);
            }
            return new Recovered(instance, given);
        } finally {
            faults.leave(device);
        }
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) throws Throwable {
        Recovered state = (Recovered) recovered;
        faults.enter(device, Phase.CHECK);
        try {
            Given given =
                    state.given.forCheck(new CrashView(crash, test.variant().platform()), device);
            for (TestMethod verify : test.code().verifies()) {
                verify.call(state.instance, given);
            }
            if (provider != null
                    && state.given.fileSystem() != null
                    && test.workload().explore().fsck()) {
                state.given.fileSystem().unmount();
                requireClean(provider.fsck(device));
            }
        } finally {
            faults.leave(device);
        }
    }

    private static void requireClean(FsckReport report) {
        if (!report.isClean()) {
            throw new BrokenPromise(
                    FailureClass.METADATA_INCONSISTENCY,
                    "fsck after recovery and checks: "
                            + report.problems().stream()
                                    .map(problem -> problem.where() + " at device byte " + problem.offset() + ": "
                                            + problem.what())
                                    .collect(Collectors.joining("; ")));
        }
    }
}
