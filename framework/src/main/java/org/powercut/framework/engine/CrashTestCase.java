package org.powercut.framework.engine;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.ReplayToken;

/**
 * One crash test, ready to run: a workload and what it runs on.
 *
 * @param info what listeners are told of it
 * @param workload the workload
 * @param variant what it runs on
 * @param settings how far to explore
 * @param replay the only interleaving to run, if it is to be only one
 */
record CrashTestCase(
        CrashTestInfo info,
        WorkloadCase workload,
        Variant variant,
        ExploreSettings settings,
        Optional<ReplayToken> replay) {

    /**
     * The test of a variant.
     *
     * @param uniqueId JUnit's id of the test
     * @param workloadName the workload as shown
     */
    static CrashTestCase of(
            Configuration configuration,
            TestClass testClass,
            WorkloadCase workload,
            Variant variant,
            String workloadName,
            UniqueId uniqueId) {
        String testId = workload.testId(variant, configuration.mutant());
        Optional<ReplayToken> replay =
                configuration.replay().or(workload::replay).filter(token -> token.isOf(testId));
        ExploreSettings settings =
                configuration.settings(workload.explore(), variant.platform(), replay.map(ReplayToken::seed));
        CrashTestInfo info = new CrashTestInfo(
                testId,
                uniqueId.toString(),
                testClass.displayName() + ": " + workloadName + " (" + variant.displayName() + ")",
                testClass.type(),
                workload.name(),
                testClass.guarantees(),
                workload.tags().stream().map(TestTag::getName).sorted().toList(),
                variant.fileSystem(),
                variant.platform(),
                variant.faults().isEmpty() ? "none" : variant.faults().description(),
                settings.seed());
        return new CrashTestCase(info, workload, variant, settings, replay);
    }

    /** What to instrument: the packages of the test and of its file system. */
    Set<String> packages() {
        Set<String> packages = new TreeSet<>(workload.packages());
        variant.provider()
                .ifPresent(provider -> packages.add(
                        ContractedFileSystem.original(provider).getClass().getPackageName()));
        return packages;
    }

    /** Why the test is not to run, if it is not. */
    Optional<String> skip() {
        return workload.replay().isPresent() && replay.isEmpty()
                ? Optional.of("@Replay names an interleaving of another test")
                : variant.skip();
    }

    TestCode code() {
        return workload.code();
    }
}
