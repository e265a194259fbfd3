package org.powercut.framework.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.model.Site;

/** Tells every listener, in order. What one throws comes through, for the test to fail with. */
record Listeners(List<CrashTestListener> all) implements CrashTestListener {
    Listeners {
        all = List.copyOf(all);
    }

    /** The registered listeners and these after them. */
    static Listeners registeredAnd(List<CrashTestListener> more) {
        List<CrashTestListener> all = new ArrayList<>();
        ServiceLoader.load(CrashTestListener.class).forEach(all::add);
        all.addAll(more);
        return new Listeners(all);
    }

    @Override
    public void testStarted(CrashTestInfo test) {
        all.forEach(listener -> listener.testStarted(test));
    }

    @Override
    public void prepared(CrashTestInfo test) {
        all.forEach(listener -> listener.prepared(test));
    }

    @Override
    public void recorded(CrashTestInfo test, Recording recording, ExploreSettings settings) {
        all.forEach(listener -> listener.recorded(test, recording, settings));
    }

    @Override
    public void statesExplored(CrashTestInfo test, long more) {
        all.forEach(listener -> listener.statesExplored(test, more));
    }

    @Override
    public void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {
        all.forEach(listener -> listener.finding(test, finding, interleavingUniqueId));
    }

    @Override
    public void workloadsRun(CrashTestInfo test, WorkloadCounts counts) {
        all.forEach(listener -> listener.workloadsRun(test, counts));
    }

    @Override
    public void executed(CrashTestInfo test, Map<Phase, List<Site>> flushesAndFences) {
        all.forEach(listener -> listener.executed(test, flushesAndFences));
    }

    @Override
    public void testExplored(CrashTestInfo test, Exploration exploration) {
        all.forEach(listener -> listener.testExplored(test, exploration));
    }

    @Override
    public void testBroken(CrashTestInfo test, Throwable failure) {
        all.forEach(listener -> listener.testBroken(test, failure));
    }

    @Override
    public void testSkipped(CrashTestInfo test, String reason) {
        all.forEach(listener -> listener.testSkipped(test, reason));
    }
}
