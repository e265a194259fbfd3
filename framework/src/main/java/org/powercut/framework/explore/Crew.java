package org.powercut.framework.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs workers, each on a thread and a stage of its own, and watches over them from the calling thread: a state that does
 * not end is interrupted, and if that does not help, its worker is given up and the state is a finding.
 */
final class Crew {
    private static final long LOOK_EVERY = 20;

    private final Recording recording;
    private final ExploreSettings settings;
    private final Supplier<Subject> subjects;
    private final long stateLimit;

    Crew(Recording recording, ExploreSettings settings, Supplier<Subject> subjects, Duration stateLimit) {
        this.recording = recording;
        this.settings = settings;
        this.subjects = subjects;
        this.stateLimit = stateLimit.toNanos();
    }

    /**
     * Does work on so many threads and waits for all of them.
     *
     * @param stop asks all workers to end
     * @return a finding for each worker that had to be given up
     * @throws RuntimeException what a worker threw
     */
    List<Finding> run(int threads, Consumer<Stage> work, Runnable stop) {
        List<Hand> hands = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            hands.add(new Hand(i, work, stop));
        }
        hands.forEach(hand -> hand.thread.start());
        List<Finding> findings = new ArrayList<>();
        boolean interrupted = false;
        for (Hand hand : hands) {
            while (hand.thread.isAlive() && !hand.lost) {
                try {
                    TimeUnit.MILLISECONDS.timedJoin(hand.thread, LOOK_EVERY);
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop.run();
                }
                look(hands, findings);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        hands.forEach(Hand::rethrow);
        return findings;
    }

    private void look(List<Hand> hands, List<Finding> findings) {
        long now = System.nanoTime();
        for (Hand hand : hands) {
            if (!hand.lost && hand.thread.isAlive() && hand.beat.isLost(now)) {
                hand.lost = true;
                findings.add(giveUp(hand.beat));
            }
        }
    }

    private Finding giveUp(Beat beat) {
        List<Cut> cuts = beat.cuts();
        String message = "did not end within %d s, and could not be interrupted".formatted(beat.limitSeconds());
        Failure failure = new Failure(FailureClass.RUNAWAY, message, beat.trace(message));
        try (Stage stage =
                new Stage(recording, settings, subjects.get(), new Beat(Thread.currentThread(), stateLimit))) {
            stage.advanceTo(cuts.getFirst().crashPoint());
            return Diagnosis.unproven(stage, cuts, failure);
        }
    }

    /** One worker's thread. */
    private final class Hand {
        final Thread thread;
        final Beat beat;
        boolean lost;
        private volatile @Nullable Throwable failure;

        Hand(int number, Consumer<Stage> work, Runnable stop) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("powercut-worker-" + number)
                    .unstarted(() -> work(work, stop));
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            beat = new Beat(thread, stateLimit);
        }

        private void work(Consumer<Stage> work, Runnable stop) {
            try (Stage stage = new Stage(recording, settings, subjects.get(), beat)) {
                work.accept(stage);
            } catch (Throwable t) {
                failure = t;
                stop.run();
            }
        }

        void rethrow() {
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }
}
