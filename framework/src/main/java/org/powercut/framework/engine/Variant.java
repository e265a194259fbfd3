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
 * @param batch which generated workloads, if they are generated
 */
record Variant(
        Optional<DaxFileSystemProvider> provider,
        Platform platform,
        FaultPlan faults,
        Optional<String> skip,
        Optional<Batch> batch) {

    private static final String RAW = "raw device";

    String fileSystem() {
        return provider.map(DaxFileSystemProvider::name).orElse(RAW);
    }

    /** The last part of the unique id: {@code dax-fs,ADR,none}. */
    String segment() {
        return idSegment() + batch.map(each -> "," + each).orElse("");
    }

    /** What tokens are bound to: the same for each batch, because a token names its workload. */
    String idSegment() {
        return fileSystem() + "," + platform + "," + faults.name();
    }

    /** Whether tokens of this test's id are replayed here: in the first of its batches. */
    boolean replays() {
        return batch.map(each -> each.number() == 1).orElse(true);
    }

    /** As shown: {@code dax-fs, ADR}, the fault plan if there is one, and the batch. */
    String displayName() {
        return fileSystem() + ", " + platform + (faults.isEmpty() ? "" : ", " + faults.name())
                + batch.map(each -> ", " + each).orElse("");
    }
}
