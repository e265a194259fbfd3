package org.powercut.framework.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.generate.StartingTree;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationRunner;
import org.powercut.framework.oracle.Outcome;

/**
 * Devices on which generated workloads begin, each made once for all workloads that need the same: mkfs, the test's prepare
 * methods, the starting tree, and what the workload needs beside it. Several threads use it.
 */
final class PreparedImages {
    /** Devices that are kept; sequences that follow one another need the same few. */
    private static final int MOST = 64;

    private final CrashTestCase test;
    private final DaxFileSystemProvider provider;
    private final FaultSwitch faults;
    private final Prepared plain;
    private final Map<List<Operation>, Prepared> known = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Operation>, Prepared> eldest) {
            return size() > MOST;
        }
    };

    /**
     * A device that is prepared.
     *
     * @param unmounted as an unmount left it
     * @param mounted as it is once a workload has mounted it
     */
    record Prepared(DeviceImage unmounted, DeviceImage mounted) {}

    PreparedImages(CrashTestCase test, DaxFileSystemProvider provider, FaultSwitch faults) throws Throwable {
        this.test = test;
        this.provider = provider;
        this.faults = faults;
        this.plain = prepare(null, StartingTree.operations(provider.capabilities()));
    }

    /** The device for workloads that need this. */
    synchronized Prepared get(List<Operation> needs) throws Throwable {
        if (needs.isEmpty()) {
            return plain;
        }
        Prepared prepared = known.get(needs);
        if (prepared == null) {
            prepared = prepare(plain.unmounted, needs);
            known.put(needs, prepared);
        }
        return prepared;
    }

    /** @param from null for a device that holds nothing */
    private Prepared prepare(@Nullable DeviceImage from, List<Operation> operations) throws Throwable {
        TracedDevice device = from == null
                ? TracedDevice.ofSize(test.workload().explore().deviceSize())
                : TracedDevice.of(from, List.of(), List.of());
        try {
            device.limit(test.settings().instructionLimit());
            faults.enter(device, Phase.PREPARE);
            if (from == null) {
                provider.mkfs(device);
            }
            DaxFileSystem fs = FileSystemLife.mount(test, provider, device, LogicalClock.Life.PREPARE);
            if (from == null) {
                callPrepares(new NamedFileSystem(fs, device), device);
            }
            perform(operations, fs);
            fs.unmount();
            faults.leave(device);
            DeviceImage unmounted = device.image();
            FileSystemLife.mount(test, provider, device, LogicalClock.Life.WORKLOAD);
            return new Prepared(unmounted, device.image());
        } finally {
            device.release();
        }
    }

    private void callPrepares(DaxFileSystem fs, TracedDevice device) throws Throwable {
        Object instance = test.code().newInstance();
        for (TestMethod method : test.code().prepares()) {
            method.call(
                    instance,
                    new Given(provider, fs, device, null, null, test.variant().faults(), null));
        }
    }

    private static void perform(List<Operation> operations, DaxFileSystem fs) {
        try (OperationRunner runner = new OperationRunner(fs)) {
            for (Operation operation : operations) {
                Outcome outcome = runner.run(operation);
                if (!outcome.isDone()) {
                    throw new BrokenCrashTestException(
                            "what a workload needs could not be prepared: " + operation + " " + outcome
                                    + ", without any power cut",
                            null);
                }
            }
        }
    }
}
