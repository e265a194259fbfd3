package org.powercut.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.report.RunLog;
import org.powercut.framework.report.TestRecord;
import org.powercut.framework.report.Verdict;

/**
 * Runs crash tests on one mutant after the other until one notices it. Only tests that execute the mutant's place are run,
 * first all of them with few states, then those that left states out with more.
 */
final class MutationRun {
    private final List<Reach.TestReach> tests;
    private final List<Round> rounds;
    private final Duration most;
    /** How many mutants a test killed: what killed the last one often kills the next. */
    private final Map<CrashTestInfo, Integer> kills = new HashMap<>();

    /** How far the tests of a round go, and whether they hold on the code as it is. */
    private record Round(Map<String, String> parameters, Baseline baseline) {}

    /**
     * @param tests with what they reach
     * @param rounds parameters of the engine, each exploring more than the ones before
     * @param most time after which no test is begun on a mutant
     */
    MutationRun(List<Reach.TestReach> tests, List<Map<String, String>> rounds, Duration most) {
        this.most = most;
        this.tests = tests.stream().filter(Reach.TestReach::holds).toList();
        this.rounds = rounds.stream()
                .map(parameters -> new Round(parameters, new Baseline(parameters)))
                .toList();
    }

    /** Runs tests on a mutant until one has a finding that the code as it is does not have. */
    MutationFate run(SiteMutant mutant) {
        long start = System.nanoTime();
        List<Reach.TestReach> reaching = reaching(mutant);
        List<CrashTestInfo> unsound = new ArrayList<>();
        Set<CrashTestInfo> done = new HashSet<>();
        for (Round round : rounds) {
            for (Reach.TestReach reach : reaching) {
                CrashTestInfo test = reach.test();
                if (done.contains(test)) {
                    continue;
                }
                if (since(start).compareTo(most) > 0) {
                    return new MutationFate(mutant, Optional.empty(), reaching.size(), true, since(start), unsound);
                }
                Optional<TestRecord> record = run(mutant, test, round);
                if (record.filter(MutationRun::notices).isPresent()) {
                    if (round.baseline.holds(test)) {
                        kills.merge(test, 1, Integer::sum);
                        return new MutationFate(mutant, record, reaching.size(), false, since(start), unsound);
                    }
                    unsound.add(test);
                    done.add(test);
                } else if (record.flatMap(TestRecord::coverage)
                        .filter(all -> all.exhaustive())
                        .isPresent()) {
                    done.add(test);
                }
            }
        }
        return new MutationFate(mutant, Optional.empty(), reaching.size(), false, since(start), unsound);
    }

    /** The tests that execute the place: those first whose workload does, then the likely and small ones. */
    private List<Reach.TestReach> reaching(SiteMutant mutant) {
        return tests.stream()
                .filter(test -> test.everywhere().contains(mutant.reachedAt()))
                .sorted(Comparator.comparing(
                                (Reach.TestReach test) -> !test.workload().contains(mutant.reachedAt()))
                        .thenComparingLong(test -> test.states() / (1 + kills.getOrDefault(test.test(), 0)))
                        .thenComparing(test -> test.test().uniqueId()))
                .toList();
    }

    private static Optional<TestRecord> run(SiteMutant mutant, CrashTestInfo test, Round round) {
        RunLog log = new RunLog();
        Suites.runOn(mutant.mutant(), List.of(test), round.parameters, List.of(log));
        return log.records().stream().findFirst();
    }

    private static boolean notices(TestRecord test) {
        return test.verdict() == Verdict.FAILED || test.verdict() == Verdict.BROKEN;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
