package org.powercut.framework.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.GeneratedWorkload;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.pmem.PmemDevice;

/** What a method of a crash test may ask for as a parameter. */
enum Argument {
    FILE_SYSTEM(DaxFileSystem.class),
    /** The root directory of the same file system. */
    PATH(Path.class),
    /** Who made and mounted it, to mount or check the device once more. */
    PROVIDER(DaxFileSystemProvider.class),
    DEVICE(PmemDevice.class),
    MILESTONES(Milestones.class),
    CRASH(Crash.class),
    FAULT_PLAN(FaultPlan.class),
    GENERATED(GeneratedWorkload.class);

    private final Class<?> type;

    Argument(Class<?> type) {
        this.type = type;
    }

    /** The parameter type that asks for it. */
    Class<?> type() {
        return type;
    }

    static Optional<Argument> of(Class<?> type) {
        return Stream.of(values()).filter(argument -> argument.type == type).findFirst();
    }
}
