package org.powercut.framework.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.OrderingUse;

/**
 * Explores the crash states of a recording, and replays single ones. Each state is patched onto a worker's device,
 * recovered, checked and undone. What comes out depends on the recording, the subject and the settings, never on the
 * number of workers or their speed, unless the budget runs out.
 */
public final class Explorer {
    private static final Duration STATE_LIMIT = Duration.ofSeconds(30);

    private final Duration stateLimit;

    /** An explorer that interrupts a state after 30 s and gives its worker up after 60. */
    public Explorer() {
        this(STATE_LIMIT);
    }

    /** @param stateLimit wall-clock time after which a state is interrupted; after twice that it is given up */
    Explorer(Duration stateLimit) {
        this.stateLimit = stateLimit;
    }

    /**
     * Explores. First the workload without any power cut: it must pass, or the only finding says that it does not.
     *
     * @param recording what the workload did
     * @param subjects makes what is recovered and judged, one for each worker
     * @param settings how far to go
     * @param progress is told now and then, from any worker's thread, how many more states were explored
     */
    public Exploration explore(
            Recording recording, Supplier<Subject> subjects, ExploreSettings settings, LongConsumer progress) {
        return explore(recording, subjects, settings, Scope.all(), progress);
    }

    /** As {@link #explore(Recording, Supplier, ExploreSettings, LongConsumer)}, but only what a scope asks for. */
    public Exploration explore(
            Recording recording,
            Supplier<Subject> subjects,
            ExploreSettings settings,
            Scope scope,
            LongConsumer progress) {
        long start = System.nanoTime();
        Survey survey = Survey.of(recording, settings, scope);
        Tally tally = new Tally(settings);
        Finding broken = withoutPowerCut(recording, subjects, settings);
        if (broken != null) {
            tally.close(List.of(broken));
            return new Exploration(tally.coverage(survey, false), tally.findings(), List.of(), since(start));
        }
        Job job = new Job(survey, scope, settings, tally, progress, System.nanoTime());
        Crew crew = new Crew(recording, settings, subjects, stateLimit);
        List<Finding> lost = crew.run(settings.threads(), stage -> new Worker(job, stage).explore(), job::stop);
        tally.close(lost);
        job.tell();
        return new Exploration(
                tally.coverage(survey, lost.isEmpty() && job.isComplete()),
                tally.findings(),
                uses(recording, settings, tally.uses()),
                since(start));
    }

    /**
     * Runs one interleaving again.
     *
     * @throws BadTokenException if the token is of another build or test, or does not fit the recording
     */
    public ReplayResult replay(Recording recording, Subject subject, ExploreSettings settings, ReplayToken token) {
        token.requireBuild(recording.sites());
        if (!token.isOf(recording.testId())) {
            throw new BadTokenException("the token is of another test than " + recording.testId());
        }
        if (!token.omission().equals(recording.omission())) {
            throw new BadTokenException("the token is of the test without %s, but this run is without %s"
                    .formatted(token.omission(), recording.omission()));
        }
        Cut first = token.cuts().getFirst();
        if (first.crashPoint() > recording.trace().size()) {
            throw new BadTokenException("the token's crash point is %d, but the trace ends at %d: run the test again"
                    .formatted(first.crashPoint(), recording.trace().size()));
        }
        List<ReplayResult> results = new ArrayList<>();
        Crew crew = new Crew(recording, settings, () -> subject, stateLimit);
        List<Finding> lost = crew.run(1, stage -> results.add(replay(stage, token)), () -> {});
        return lost.isEmpty() ? results.getFirst() : result(token, lost.getFirst());
    }

    private static ReplayResult replay(Stage stage, ReplayToken token) {
        stage.advanceTo(token.cuts().getFirst().crashPoint());
        try (Names names = Diagnosis.names(stage, token.cuts())) {
            EvidenceBuilder evidence = new EvidenceBuilder(stage.recording(), names.map(), token.cuts());
            Failure failure = stage.run(token.cuts(), evidence);
            return new ReplayResult(
                    token,
                    Optional.ofNullable(failure).map(why -> Diagnosis.finding(stage, token, why, evidence)),
                    stage.position(),
                    stage.crash(token.cuts()),
                    evidence.lostStores(),
                    evidence.evidence());
        }
    }

    private static ReplayResult result(ReplayToken token, Finding finding) {
        return new ReplayResult(
                token, Optional.of(finding), finding.crashPoint(), finding.crash(), finding.lost(), finding.evidence());
    }

    /** The finding that the test fails even if everything persists, or null. */
    private @Nullable Finding withoutPowerCut(
            Recording recording, Supplier<Subject> subjects, ExploreSettings settings) {
        List<Finding> findings = new ArrayList<>();
        Crew crew = new Crew(recording, settings, subjects, stateLimit);
        List<Finding> lost = crew.run(
                1,
                stage -> {
                    stage.advanceTo(recording.trace().size());
                    List<Cut> cuts = List.of(new Cut(stage.position(), List.of()));
                    Failure failure = stage.run(cuts);
                    if (failure != null) {
                        findings.add(Diagnosis.of(stage, cuts, failure)
                                .withMessage("fails without any power cut: " + failure.message()));
                    }
                },
                () -> {});
        findings.addAll(lost);
        return findings.isEmpty() ? null : findings.getFirst();
    }

    private static List<SiteUse> uses(Recording recording, ExploreSettings settings, OrderingUse recoveries) {
        if (!settings.countsUses()) {
            return List.of();
        }
        OrderingUse all = new OrderingUse();
        all.add(recording.trace());
        all.add(recoveries);
        return SiteUse.of(all, recording.sites());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
