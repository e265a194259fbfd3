package org.powercut.framework.engine;

import java.util.Optional;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.model.Platform;

/**
 * What one test of a workload runs on and against.
 *
 * @param provider the file system, or empty for the raw device
 * @param platform the persistency rules
 * @param faults what else goes wrong
 * @param skip why it cannot run, if it cannot
 */
record Variant(Optional<DaxFileSystemProvider> provider, Platform platform, FaultPlan faults, Optional<String> skip) {

    private static final String RAW = "raw device";

    String fileSystem() {
        return provider.map(DaxFileSystemProvider::name).orElse(RAW);
    }

    /** The last part of the unique id: {@code dax-fs,ADR,none}. */
    String segment() {
        return fileSystem() + "," + platform + "," + faults.name();
    }

    /** As shown: {@code dax-fs, ADR}, and the fault plan if there is one. */
    String displayName() {
        return fileSystem() + ", " + platform + (faults.isEmpty() ? "" : ", " + faults.name());
    }
}
