package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.Trace;

/**
 * Walks through all crash states in the one order that every worker walks, leaves out duplicates, and tries those of the
 * batches that it is the first to claim. Walking costs little beside trying, and what is a duplicate is the same for all.
 */
final class Worker {
    /** States of recovery that are enumerated at one of its crash points; beyond, they are sampled. */
    private static final long NESTED_STATES = 256;

    private static final int NESTED_RANDOM = 16;
    private static final int REMEMBERED = 1 << 21;
    private static final int MOST_PENDING = 16;
    private static final int TELL_EVERY = 64;

    private final Job job;
    private final Stage stage;
    private final ExploreSettings settings;
    private final LongSet seen = new LongSet(REMEMBERED);
    private final LongSet seenNested = new LongSet(REMEMBERED);
    private final Choice choice = new Choice();
    private final Choice nestedChoice = new Choice();
    private final Supplier<List<Cut>> cuts = this::cuts;
    private final List<Pending> pending = new ArrayList<>();
    private @Nullable CrashStates states;
    private @Nullable Trace recovery;
    private @Nullable CrashStates nestedStates;
    private int nestedPoint;
    private @Nullable Batch batch;
    private int untold;
    private long distinct;
    private long duplicates;

    Worker(Job job, Stage stage) {
        this.job = job;
        this.stage = stage;
        this.settings = stage.settings();
    }

    /** Explores until everything was, or the job is stopped. */
    void explore() {
        for (int point : job.points()) {
            if (!explore(point)) {
                finishBatch();
                return;
            }
        }
        finishBatch();
        job.walked(Math.ceilDiv(distinct, job.batchSize()));
    }

    private boolean explore(int point) {
        stage.advanceTo(point);
        CrashStates here = stage.states();
        states = here;
        long context = stage.markers().hash();
        StateSequence sequence = StateSequence.of(here, settings, point, new Means());
        while (sequence.next(choice)) {
            long image = choice.hash(here);
            if (!seen.add(ImageHash.mix(image) ^ context)) {
                duplicates++;
                continue;
            }
            if (!proceed()) {
                return false;
            }
            Batch mine = batch;
            if (mine != null && !attempt(mine, here, image, context)) {
                return false;
            }
        }
        return true;
    }

    /** Counts a new state, and at the beginning of a batch tries to claim it; false if the job is stopped. */
    private boolean proceed() {
        if (distinct == settings.maxStates()) {
            job.leaveOut();
            return false;
        }
        if (distinct % job.batchSize() == 0) {
            finishBatch();
            if (job.isEnding()) {
                return false;
            }
            long number = distinct / job.batchSize();
            batch = job.claim(number) ? new Batch(number) : null;
        }
        distinct++;
        return true;
    }

    private void finishBatch() {
        Batch finished = batch;
        if (finished != null) {
            batch = null;
            finished.duplicates += duplicates;
            seenNested.clear();
            tell();
            job.finish(finished);
        }
        // duplicates of a batch are those that came before its end and after its beginning
        duplicates = 0;
    }

    /** Tries the chosen state, and the power cuts during its recovery; false if the budget ended before. */
    private boolean attempt(Batch mine, CrashStates here, long image, long context) {
        if (!job.hasTime()) {
            return false;
        }
        boolean nest = settings.nestedDepth() > 0;
        CrashInfo crash = stage.markers().info();
        nestedStates = null;
        long mark = stage.mark();
        choice.write(here, stage.medium());
        long crashed = stage.mark();
        Failure failure = stage.attempt(crash, nest, cuts);
        count(mine);
        if (failure != null) {
            await(failure);
        } else if (nest) {
            Trace recorded = stage.recovery();
            if (recorded != null) {
                recovery = recorded;
                stage.rollback(crashed);
                nest(mine, recorded, Stage.nested(crash), image, context);
            }
        }
        stage.rollback(mark);
        if (!pending.isEmpty()) {
            diagnose(mine);
        }
        return true;
    }

    private void count(Batch mine) {
        mine.explored++;
        if (++untold == TELL_EVERY) {
            tell();
        }
    }

    private void tell() {
        job.explored(untold);
        untold = 0;
    }

    /** Cuts the power during a recovery from the image that is on the device. */
    private void nest(Batch mine, Trace recorded, CrashInfo crash, long image, long context) {
        InFlight inFlight = stage.follow(recorded);
        int[] points = CrashPoints.of(recorded, settings.platform());
        mine.nestedPoints += points.length;
        for (int point : points) {
            inFlight.advanceTo(point);
            CrashStates inside = inFlight.states();
            nestedStates = inside;
            nestedPoint = point;
            mine.nestedStates = mine.nestedStates.add(inside.count());
            StateSequence sequence = StateSequence.of(
                    inside,
                    Math.min(NESTED_STATES, settings.statesPerPoint()),
                    Math.min(NESTED_RANDOM, settings.randomStates()),
                    settings.seed() + stage.position() + ((long) point << 32),
                    mine.nestedMeans);
            while (sequence.next(nestedChoice)) {
                long hash = nestedChoice.hash(inside);
                // no change at all is the image that recovery began with
                if (hash == 0 || !seenNested.add(ImageHash.mix(image ^ hash) ^ context)) {
                    mine.duplicates++;
                    continue;
                }
                if (!job.hasTime()) {
                    return;
                }
                long mark = stage.mark();
                nestedChoice.write(inside, stage.medium());
                Failure failure = stage.attempt(crash, false, cuts);
                stage.rollback(mark);
                count(mine);
                if (failure != null) {
                    await(failure);
                }
            }
        }
    }

    /** Keeps a failing state until the device is back at the crash point. */
    private void await(Failure failure) {
        if (pending.size() < MOST_PENDING) {
            pending.add(new Pending(cuts(), failure, lost()));
        }
    }

    private void diagnose(Batch mine) {
        for (Pending state : pending) {
            if (mine.findings.size() < settings.maxFindings()
                    && mine.findings.stream().noneMatch(state::isExplainedBy)) {
                mine.findings.add(Diagnosis.of(stage, state.cuts, state.failure));
            }
        }
        pending.clear();
    }

    /** The state that is being tried; the watchdog asks too, when it is not going to change any more. */
    private List<Cut> cuts() {
        List<Cut> all = new ArrayList<>();
        all.add(new Cut(stage.position(), numbers(choice, states)));
        if (nestedStates != null) {
            all.add(new Cut(nestedPoint, numbers(nestedChoice, nestedStates)));
        }
        return all;
    }

    private static List<Integer> numbers(Choice chosen, @Nullable CrashStates of) {
        return of == null ? List.of() : chosen.lost(of).stream().boxed().toList();
    }

    /** The stores that the state being tried has lost. */
    private List<LostStore> lost() {
        List<LostStore> lost = new ArrayList<>();
        Recording recording = stage.recording();
        if (states != null) {
            lost.addAll(lost(recording.trace(), 0, states, choice));
        }
        if (nestedStates != null && recovery != null) {
            lost.addAll(lost(recovery, recording.trace().size(), nestedStates, nestedChoice));
        }
        return lost;
    }

    /** Without names, which take time and are asked for when a state is diagnosed. */
    private List<LostStore> lost(Trace trace, int firstNumber, CrashStates of, Choice chosen) {
        return LostStores.of(stage.recording().sites(), MediaMap.unnamed(), trace, firstNumber, of, chosen.lost(of));
    }

    /** A failing state that is not diagnosed yet. */
    private record Pending(List<Cut> cuts, Failure failure, List<LostStore> lost) {

        /** Whether a finding's minimal set is among what this state lost, so that it need not be minimised too. */
        boolean isExplainedBy(Finding finding) {
            List<Cut> others = finding.token().cuts();
            if (finding.failureClass() != failure.failureClass() || others.size() != cuts.size()) {
                return false;
            }
            return finding.lost().isEmpty()
                    ? others.getFirst().crashPoint() == cuts.getFirst().crashPoint()
                    : finding.lost().stream().allMatch(part -> lost.stream().anyMatch(whole -> contains(whole, part)));
        }

        private static boolean contains(LostStore whole, LostStore part) {
            return whole.event() == part.event()
                    && whole.address() <= part.address()
                    && part.address() + part.length() <= whole.address() + whole.length();
        }
    }
}
