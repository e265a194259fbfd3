package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.generate.Features;
import org.powercut.framework.generate.StartingTree;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.judge.Revived;
import org.powercut.framework.oracle.judge.Scenario;
import org.powercut.pmem.PmemDevice;

/**
 * One generated workload: recorded on a prepared device, on which it is mounted already, and judged. The mount is not
 * recorded, since it is the same for each workload.
 */
final class GeneratedRun {
    private final CrashTestCase test;
    private final DaxFileSystemProvider provider;
    private final SiteTable sites;
    private final FaultSwitch faults;
    private final Steps steps;
    private final Scenario scenario;
    private @Nullable JudgedWorkload workload;
    private Set<Long> features = Set.of();

    GeneratedRun(CrashTestCase test, DaxFileSystemProvider provider, SiteTable sites, FaultSwitch faults, Steps steps) {
        this.test = test;
        this.provider = provider;
        this.sites = sites;
        this.faults = faults;
        this.steps = steps;
        List<Operation> before = new ArrayList<>(StartingTree.operations(provider.capabilities()));
        before.addAll(steps.needs());
        this.scenario = Scenario.of(before, steps.operations());
    }

    /**
     * Runs the workload and returns what it did.
     *
     * @param observed whether {@link #features} are asked for afterwards
     * @throws BrokenCrashTestException if a method of the test, or the file system, failed without any power cut
     * @throws TestAbortedException if an assumption of the test does not hold
     */
    Recording record(PreparedImages.Prepared prepared, boolean observed) {
        TracedDevice device = TracedDevice.of(prepared.unmounted(), List.of(), List.of());
        Tape tape = new Tape();
        try {
            work(device, tape);
            if (observed) {
                MediaMap names = CrashTestRun.names(provider, device);
                features = Features.of(tape.trace(), names::nameOf);
            }
        } catch (TestAbortedException assumption) {
            throw assumption;
        } catch (Throwable e) {
            throw new BrokenCrashTestException(
                    "running the workload " + steps.text() + " failed, without any power cut: " + e, e);
        } finally {
            device.release();
        }
        return new Recording(
                prepared.mounted(),
                List.of(),
                List.of(),
                tape.trace(),
                sites,
                image -> CrashTestRun.names(provider, image),
                test.info().id());
    }

    private void work(TracedDevice device, Tape tape) throws Throwable {
        DaxFileSystem mounted = FileSystemLife.mount(test, provider, device, LogicalClock.Life.WORKLOAD);
        ProbedCuts probed = new ProbedCuts(steps.text(), test.settings().seed());
        workload = new JudgedWorkload(steps, scenario, probed, new TestMounting(device));
        device.limit(test.settings().instructionLimit());
        faults.enter(device, Phase.WORKLOAD);
        device.record(tape);
        test.workload()
                .method()
                .call(
                        test.code().newInstance(),
                        new Given(
                                provider,
                                new NamedFileSystem(mounted, device),
                                device,
                                new DeviceMilestones(device),
                                null,
                                test.variant().faults(),
                                workload));
        device.stopRecording();
        faults.leave(device);
    }

    /** How this test treats its file system. */
    private final class TestMounting implements JudgedWorkload.Mounting {
        private final TracedDevice worked;

        /** @param worked the device of the workload */
        TestMounting(TracedDevice worked) {
            this.worked = worked;
        }

        @Override
        public DaxFileSystem remount(DaxFileSystem fs) {
            fs.unmount();
            return new NamedFileSystem(
                    FileSystemLife.mount(test, provider, worked, LogicalClock.Life.WORKLOAD), worked);
        }

        @Override
        public boolean isFaulty() {
            return !test.variant().faults().isEmpty() || !worked.mediaErrors().isEmpty();
        }

        @Override
        public Revived revived(DaxFileSystem fs, PmemDevice device) {
            return new Revived(
                    fs, device, provider, FileSystemLife.options(test, provider, LogicalClock.Life.RECOVERY));
        }
    }

    /** What the workload did that another one may not have done. */
    Set<Long> features() {
        return features;
    }

    /** A subject for one more worker. */
    Subject newSubject() {
        return new TestSubject(test, faults, workload);
    }
}
