package org.powercut.framework.engine;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.GeneratedWorkload;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.pmem.PmemDevice;

/** What can be given to a method of a crash test at one moment; what does not exist at that moment is null. */
record Given(
        @Nullable DaxFileSystemProvider provider,
        @Nullable DaxFileSystem fileSystem,
        PmemDevice device,
        @Nullable Milestones milestones,
        @Nullable Crash crash,
        FaultPlan faults,
        @Nullable GeneratedWorkload generated) {

    /** The same for a check: with what is known of the power cut, and files that can be compared without being looked at. */
    Given forCheck(Crash known, TracedDevice traced) {
        DaxFileSystem seen = fileSystem == null ? null : new NamedFileSystem(fileSystem, traced);
        return new Given(provider, seen, device, milestones, known, faults, generated);
    }

    @Nullable
    Object get(Argument argument) {
        return switch (argument) {
            case FILE_SYSTEM -> fileSystem;
            case PATH -> fileSystem == null ? null : PathViews.root(fileSystem);
            case PROVIDER -> provider;
            case DEVICE -> device;
            case MILESTONES -> milestones;
            case CRASH -> crash;
            case FAULT_PLAN -> faults;
            case GENERATED -> generated;
        };
    }
}
