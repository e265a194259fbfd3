package org.powercut.framework.engine;

import java.util.List;
import java.util.Map;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.model.Site;

/**
 * Hears what crash tests do, beyond what JUnit tells. Registered by {@link java.util.ServiceLoader}, or given to the
 * engine's constructor. What a listener throws fails the test: results must not get lost.
 */
public interface CrashTestListener {

    /** A test begins; called while JUnit's current test is this one, on its thread. */
    default void testStarted(CrashTestInfo test) {}

    /** The device is prepared; what comes next is the workload. Called on the test's thread. */
    default void prepared(CrashTestInfo test) {}

    /** The workload was run and recorded; what comes next is exploring, or replaying. Called on the test's thread. */
    default void recorded(CrashTestInfo test, Recording recording, ExploreSettings settings) {}

    /** More states were explored; called from any worker thread, at most a few times a second. */
    default void statesExplored(CrashTestInfo test, long more) {}

    /** A failing interleaving; called while JUnit's current test is the interleaving's own, on its thread. */
    default void finding(CrashTestInfo test, Finding finding, String interleavingUniqueId) {}

    /** A test of generated workloads ran so many of them; called on its thread, before {@link #testExplored}. */
    default void workloadsRun(CrashTestInfo test, WorkloadCounts counts) {}

    /**
     * The exploration ended, and these are the sites whose flushes and fences each phase asked for. Called on the test's
     * thread, before {@link #testExplored}.
     */
    default void executed(CrashTestInfo test, Map<Phase, List<Site>> flushesAndFences) {}

    /** The exploration ended; called while JUnit's current test is this one, on its thread, before it finishes. */
    default void testExplored(CrashTestInfo test, Exploration exploration) {}

    /** The test could not be run at all: the workload or the framework failed. */
    default void testBroken(CrashTestInfo test, Throwable failure) {}

    /** The test was skipped. */
    default void testSkipped(CrashTestInfo test, String reason) {}
}
