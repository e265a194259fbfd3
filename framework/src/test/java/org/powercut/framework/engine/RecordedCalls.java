package org.powercut.framework.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Finding;

/** Writes down what a listener hears. */
final class RecordedCalls implements CrashTestListener {
    /** Calls in order: {@code started org.example.Test#store[...]}. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    final List<CrashTestInfo> tests = new CopyOnWriteArrayList<>();
    final List<Finding> findings = new CopyOnWriteArrayList<>();
    final Map<String, Exploration> explorations = new ConcurrentHashMap<>();
    final AtomicLong states = new AtomicLong();

    @Override
    public void testStarted(CrashTestInfo test) {
        tests.add(test);
        calls.add("started " + test.id());
    }

    @Override
    public void statesExplored(CrashTestInfo test, long more) {
        states.addAndGet(more);
    }

    @Override
    public void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
        findings.add(finding);
        calls.add("finding " + test.id() + " " + interleavingUniqueId.substring(interleavingUniqueId.lastIndexOf('/')));
    }

    @Override
    public void testExplored(CrashTestInfo test, Exploration exploration) {
        explorations.put(test.id(), exploration);
        calls.add("explored " + test.id());
    }

    @Override
    public void testBroken(CrashTestInfo test, Throwable failure) {
        calls.add("broken " + test.id());
    }

    @Override
    public void testSkipped(CrashTestInfo test, String reason) {
        calls.add("skipped " + test.id() + ": " + reason);
    }
}
