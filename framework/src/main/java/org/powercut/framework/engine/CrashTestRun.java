package org.powercut.framework.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Omission;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.PmemDevice;

/**
 * One life of a crash test's device up to the power cut: made, prepared, and the workload recorded. Afterwards gives out
 * the subjects that judge what a cut leaves.
 */
final class CrashTestRun implements AutoCloseable {
    private final CrashTestCase test;
    private final CrashTestListener listeners;
    private final SiteTable sites;
    private final FaultSwitch faults;
    private final Omission omission;
    private final TracedDevice device;
    private final @Nullable DaxFileSystemProvider provider;
    private List<String> operations = List.of();

    CrashTestRun(CrashTestCase test, Session session) {
        this(test, session, List.of(), test.replay().map(ReplayToken::omission).orElse(Omission.nothing()));
    }

    /**
     * @param added faults that strike besides those of the test and of the mutant
     * @param omission what is left out of the test
     */
    CrashTestRun(CrashTestCase test, Session session, List<Fault> added, Omission omission) {
        this.test = test;
        this.listeners = session.listeners();
        this.sites = session.instruments().sites(test.packages());
        this.faults = new FaultSwitch(test, session.mutant(), added, omission, sites);
        this.omission = omission;
        this.device = TracedDevice.ofSize(test.workload().explore().deviceSize());
        this.provider = test.variant().provider().orElse(null);
    }

    /**
     * Prepares the device, runs the workload and returns what it did.
     *
     * @throws BrokenCrashTestException if a method of the test, or the file system, failed without any power cut
     * @throws TestAbortedException if an assumption of the test does not hold
     */
    Recording record() {
        Object instance = during("making an instance of " + test.code().type().getName(), test.code()::newInstance);
        during("preparing the device", () -> prepare(instance));
        DeviceImage initial = device.image();
        MediaState media = device.mediaState();
        Tape tape = new Tape();
        listeners.prepared(test.info());
        during("running the workload " + test.workload().name(), () -> {
            work(instance, tape);
            return instance;
        });
        return new Recording(
                initial,
                media.listed(),
                media.latent(),
                tape.trace(),
                sites,
                this::names,
                test.info().id(),
                omission);
    }

    /** A subject for one more worker. */
    Subject newSubject() {
        return new TestSubject(test, faults);
    }

    /** The operations of the workload that can be left out, by number, once it was recorded. */
    List<String> operations() {
        return operations;
    }

    FaultSwitch faults() {
        return faults;
    }

    @Override
    public void close() {
        device.release();
    }

    private Object prepare(Object instance) throws Throwable {
        device.limit(test.settings().instructionLimit());
        faults.enter(device, Phase.PREPARE);
        if (provider == null) {
            call(test.code().prepares(), instance, null);
        } else {
            provider.mkfs(device);
            if (!test.code().prepares().isEmpty()) {
                DaxFileSystem mounted = FileSystemLife.mount(test, provider, device, LogicalClock.Life.PREPARE);
                call(test.code().prepares(), instance, new NamedFileSystem(mounted, device));
                mounted.unmount();
            }
        }
        faults.leave(device);
        return instance;
    }

    private void call(Iterable<TestMethod> methods, Object instance, @Nullable DaxFileSystem fileSystem)
            throws Throwable {
        for (TestMethod method : methods) {
            method.call(
                    instance,
                    new Given(
                            provider,
                            fileSystem,
                            device,
                            null,
                            null,
                            test.variant().faults(),
                            null));
        }
    }

    private void work(Object instance, Tape tape) throws Throwable {
        device.limit(test.settings().instructionLimit());
        faults.enter(device, Phase.WORKLOAD);
        device.record(tape);
        DeviceMilestones milestones = new DeviceMilestones(device);
        Operations marked = new Operations(device, omission.operations());
        @Nullable DaxFileSystem fileSystem = null;
        if (provider != null) {
            DaxFileSystem mounted = milestones.operation(
                    "mount", () -> FileSystemLife.mount(test, provider, device, LogicalClock.Life.WORKLOAD));
            fileSystem = new NamedFileSystem(mounted, marked);
        }
        test.workload()
                .method()
                .call(
                        instance,
                        new Given(
                                provider,
                                fileSystem,
                                device,
                                milestones,
                                null,
                                test.variant().faults(),
                                null));
        device.stopRecording();
        operations = marked.changes();
        faults.leave(device);
        device.limit(Long.MAX_VALUE);
    }

    private MediaMap names(PmemDevice image) {
        return provider == null ? MediaMap.unnamed() : names(provider, image);
    }

    /** The names of the places of an image that a file system may be on. */
    static MediaMap names(DaxFileSystemProvider provider, PmemDevice image) {
        try {
            return provider.mediaMap(image);
        } catch (DaxFileSystemException | MediaErrorException unreadable) {
            // faults can leave a device that nobody can name the places of; findings then name bytes
            return MediaMap.unnamed();
        }
    }

    private interface Step<T> {
        T run() throws Throwable;
    }

    private static <T> T during(String what, Step<T> step) {
        try {
            return step.run();
        } catch (TestAbortedException assumption) {
            throw assumption;
        } catch (Throwable e) {
            throw new BrokenCrashTestException(what + " failed, without any power cut: " + e, e);
        }
    }
}
