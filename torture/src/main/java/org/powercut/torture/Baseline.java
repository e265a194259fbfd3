package org.powercut.torture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.report.RunLog;
import org.powercut.framework.report.Verdict;

/**
 * Whether tests hold on the code as it is: a test that fails without a mutant proves nothing when it fails on one. Each
 * test is run at most once, when it is first asked for.
 */
final class Baseline {
    private final Map<String, String> parameters;
    private final Map<String, Boolean> holds = new HashMap<>();

    /** @param parameters of the engine, without a mutant */
    Baseline(Map<String, String> parameters) {
        this.parameters = Map.copyOf(parameters);
    }

    /** Whether a test holds without any mutant. */
    boolean holds(CrashTestInfo test) {
        return holds.computeIfAbsent(test.uniqueId(), id -> run(test));
    }

    private boolean run(CrashTestInfo test) {
        RunLog log = new RunLog();
        Suites.run(List.of(test), parameters, List.of(log), List.of());
        return !log.records().isEmpty() && log.records().stream().allMatch(record -> record.verdict() == Verdict.HELD);
    }
}
