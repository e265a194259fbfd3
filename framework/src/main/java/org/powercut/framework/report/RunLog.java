package org.powercut.framework.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Finding;

/** Keeps what became of each crash test of a run, in the order in which the tests began. */
public final class RunLog implements CrashTestListener {
    private final Map<String, TestRecord> records = new LinkedHashMap<>();
    private final Map<String, List<Finding>> findings = new LinkedHashMap<>();

    @Override
    public synchronized void testStarted(CrashTestInfo test) {
        findings.put(test.uniqueId(), new ArrayList<>());
    }

    @Override
    public synchronized void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
        findings.computeIfAbsent(test.uniqueId(), id -> new ArrayList<>()).add(finding);
    }

    @Override
    public synchronized void testExplored(CrashTestInfo test, Exploration exploration) {
        List<Finding> found = found(test);
        Verdict verdict = found.isEmpty() && exploration.findings().isEmpty() ? Verdict.HELD : Verdict.FAILED;
        put(new TestRecord(test, verdict, Optional.of(exploration.coverage()), found, exploration.uses(), ""));
    }

    @Override
    public synchronized void testBroken(CrashTestInfo test, Throwable failure) {
        String why = Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getName());
        Optional<TestRecord> before = Optional.ofNullable(records.get(test.uniqueId()));
        put(new TestRecord(test, Verdict.BROKEN, before.flatMap(TestRecord::coverage), found(test), List.of(), why));
    }

    @Override
    public synchronized void testSkipped(CrashTestInfo test, String reason) {
        put(new TestRecord(test, Verdict.SKIPPED, Optional.empty(), List.of(), List.of(), reason));
    }

    /** What was heard so far of tests that ended. */
    public synchronized List<TestRecord> records() {
        return List.copyOf(records.values());
    }

    private List<Finding> found(CrashTestInfo test) {
        return findings.getOrDefault(test.uniqueId(), List.of());
    }

    private void put(TestRecord ended) {
        records.put(ended.test().uniqueId(), ended);
    }
}
