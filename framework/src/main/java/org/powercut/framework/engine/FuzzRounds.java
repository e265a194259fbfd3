package org.powercut.framework.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.generate.Fuzzer;
import org.powercut.framework.generate.Steps;

/** Runs a fuzzer's rounds: the workloads of one side by side, and then lets the fuzzer learn from them in their order. */
final class FuzzRounds {
    /** A long workload has crash states without end; others may have more to show. */
    private static final long STATES = 5_000;

    private final WorkloadExplorer explorer;
    private final Fuzzer fuzzer;
    private final int threads;

    /**
     * What came of a workload.
     *
     * @param isNew whether it did something that none before did
     */
    record Ran(Steps steps, Exploration exploration, boolean isNew) {}

    FuzzRounds(WorkloadExplorer explorer, Fuzzer fuzzer, int threads) {
        this.explorer = explorer;
        this.fuzzer = fuzzer;
        this.threads = threads;
    }

    /** Runs one round, or as much of it as there is time for. */
    List<Ran> next(Deadline deadline) {
        List<Steps> round = fuzzer.next();
        AtomicReferenceArray<WorkloadExplorer.Observed> results = new AtomicReferenceArray<>(round.size());
        WorkloadCrew.run(threads, round.size(), number -> {
            Duration left = deadline.left();
            if (left.isZero()) {
                return false;
            }
            results.set((int) number, explorer.observe(round.get((int) number), left, STATES));
            return true;
        });
        List<Ran> ran = new ArrayList<>();
        for (int i = 0; i < round.size(); i++) {
            WorkloadExplorer.Observed result = results.get(i);
            if (result != null) {
                boolean isNew =
                        result.exploration().findings().isEmpty() && fuzzer.learn(round.get(i), result.features());
                ran.add(new Ran(round.get(i), result.exploration(), isNew));
            }
        }
        return ran;
    }
}
