package org.powercut.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.Phase;
import org.powercut.framework.inject.CallSite;
import org.powercut.framework.inject.Instrumentation;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.model.Site;

/**
 * Learns from one run of the code as it is which tests hold, how much each explores, and which places each executes: in its
 * workload, and in recovery and checks. What only the preparation of the device executes does not count, because no power
 * is cut there.
 */
final class Reach implements CrashTestListener {
    private final List<SiteMutant> mutants;
    private final List<CallSite> calls = new ArrayList<>();
    private final Instrumentation instrumentation;
    private final Map<String, TestReach> tests = new LinkedHashMap<>();
    private final Map<String, Set<SiteMutant.Reached>> workloads = new HashMap<>();
    private final Map<String, Set<SiteMutant.Reached>> everywhere = new HashMap<>();

    /**
     * What one test reaches.
     *
     * @param holds whether it had no finding
     * @param exhaustive whether it left no state out
     * @param states that it explored: what it costs, the same on any machine
     * @param workload what its workload executes
     * @param everywhere what its workload, recovery and checks execute
     */
    record TestReach(
            CrashTestInfo test,
            boolean holds,
            boolean exhaustive,
            long states,
            Set<SiteMutant.Reached> workload,
            Set<SiteMutant.Reached> everywhere) {
        TestReach {
            workload = Set.copyOf(workload);
            everywhere = Set.copyOf(everywhere);
        }
    }

    /** @param mutants whose places matter */
    Reach(List<SiteMutant> mutants) {
        this.mutants = mutants;
        this.instrumentation = Instrumentation.install(Set.of());
        for (SiteMutant mutant : mutants) {
            if (mutant.reachedAt() instanceof SiteMutant.Reached.Call call && !calls.contains(call.site())) {
                calls.add(call.site());
            }
        }
    }

    /** Runs tests; those that could not be run or were skipped are not among the results. */
    List<TestReach> learn(List<CrashTestInfo> all, Map<String, String> parameters, Progress progress) {
        if (calls.isEmpty()) {
            Suites.run(all, parameters, List.of(this, progress), List.of());
        } else {
            Suites.runOn(watching(), all, parameters, List.of(this, progress));
        }
        return List.copyOf(tests.values());
    }

    /** No mutant: the code as it is, but it tells which calls take place. */
    private Mutant watching() {
        List<Mutation> watches = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            CallSite call = calls.get(i);
            watches.add(new Mutation.WatchCall(call.inClass(), call.inMethod(), call.called(), call.ordinal(), i));
        }
        return new Mutant(
                "watched",
                "calls are watched",
                "none",
                List.of(),
                FaultPlan.none(),
                watches,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public void prepared(CrashTestInfo test) {
        instrumentation.forgetWatched();
    }

    @Override
    public void recorded(CrashTestInfo test, Recording recording, ExploreSettings settings) {
        workloads.put(test.uniqueId(), watched());
    }

    @Override
    public void executed(CrashTestInfo test, Map<Phase, List<Site>> flushesAndFences) {
        Set<SiteMutant.Reached> all = watched();
        flushesAndFences.forEach((phase, sites) -> {
            for (Site site : sites) {
                SiteMutant.Reached place = new SiteMutant.Reached.Instruction(site);
                if (phase == Phase.WORKLOAD) {
                    reachedInWorkload(test).add(place);
                }
                if (phase != Phase.PREPARE) {
                    all.add(place);
                }
            }
        });
        everywhere.put(test.uniqueId(), all);
    }

    @Override
    public void testExplored(CrashTestInfo test, Exploration exploration) {
        tests.put(
                test.uniqueId(),
                new TestReach(
                        test,
                        exploration.findings().isEmpty(),
                        exploration.coverage().exhaustive(),
                        exploration.coverage().explored(),
                        reachedInWorkload(test),
                        everywhere.getOrDefault(test.uniqueId(), Set.of())));
    }

    private Set<SiteMutant.Reached> reachedInWorkload(CrashTestInfo test) {
        return workloads.computeIfAbsent(test.uniqueId(), id -> new HashSet<>());
    }

    private Set<SiteMutant.Reached> watched() {
        Set<SiteMutant.Reached> places = new HashSet<>();
        instrumentation.watched().stream()
                .filter(number -> number < calls.size())
                .forEach(number -> places.add(new SiteMutant.Reached.Call(calls.get(number))));
        return places;
    }
}
