package org.powercut.framework.explore;

import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.Medium;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;

/**
 * Where one worker tries crash states: a device that follows the trace, on which a state is patched, recovered, checked
 * and undone, at the cost of the lines that differ and of what recovery touches.
 */
final class Stage implements AutoCloseable {
    private final Recording recording;
    private final ExploreSettings settings;
    private final Subject subject;
    private final Beat beat;
    private final TracedDevice device;
    private final DeviceMedium medium;
    private final InFlight inFlight;
    private final Markers markers;
    private final Tape tape = new Tape();
    private @Nullable ReadTree tree;
    private boolean recovered;

    Stage(Recording recording, ExploreSettings settings, Subject subject, Beat beat) {
        this.recording = recording;
        this.settings = settings;
        this.subject = subject;
        this.beat = beat;
        this.device = TracedDevice.of(recording.initial(), recording.listed(), recording.latent());
        this.medium = new DeviceMedium(device);
        this.inFlight = new InFlight(recording.trace(), settings.platform(), settings.compilerOrder(), medium);
        this.markers = new Markers(recording.trace());
        device.startUndo();
    }

    Recording recording() {
        return recording;
    }

    ExploreSettings settings() {
        return settings;
    }

    DeviceMedium medium() {
        return medium;
    }

    Markers markers() {
        return markers;
    }

    /** Goes on to a later position of the trace. */
    void advanceTo(int position) {
        device.stopUndo();
        inFlight.advanceTo(position);
        markers.advanceTo(position);
        device.startUndo();
    }

    int position() {
        return inFlight.position();
    }

    /** What a power cut here can leave. */
    CrashStates states() {
        return inFlight.states();
    }

    /** A moment of the device to come back to with {@link #rollback}. */
    long mark() {
        return device.undoMark();
    }

    void rollback(long mark) {
        device.rollback(mark);
        subject.undone();
    }

    /** Holds the image that is on the device against others with its hash. */
    void audit(HashAudit audit, long hash) {
        audit.see(hash, device);
    }

    /** Lets a tree decide what recovery and checks load, from now on; null lets the device. */
    void observe(@Nullable ReadTree newTree) {
        tree = newTree;
        device.observe(newTree == null ? null : newTree.guard());
    }

    /**
     * Recovers the crash image that is on the device, and checks it. Changes the device.
     *
     * @param record whether {@link #recovery} is asked for afterwards
     * @param cuts what to say of the state, should it never end
     */
    @Nullable
    Failure attempt(CrashInfo crash, boolean record, Supplier<List<Cut>> cuts) {
        recovered = false;
        Throwable thrown = null;
        beat.begin(cuts);
        try {
            if (record) {
                tape.clear();
                device.record(tape);
            }
            device.limit(settings.instructionLimit());
            Object state = subject.recover(device);
            device.stopRecording();
            recovered = true;
            if (tree != null) {
                tree.recovered();
            }
            subject.check(device, state, crash);
        } catch (Throwable t) {
            // whatever it is, an exhausted stack or heap too, it is the state's verdict
            thrown = t;
        }
        device.stopRecording();
        device.disarm();
        // code under test that catches everything has caught the limit too
        boolean exhausted = device.instructionsLeft() == 0;
        device.limit(Long.MAX_VALUE);
        boolean overdue = beat.end();
        if (exhausted) {
            return Failure.exhausted(thrown, settings.instructionLimit());
        }
        if (thrown != null && overdue) {
            return Failure.overdue(thrown, beat.limitSeconds());
        }
        Failure failure = thrown == null ? null : Failure.of(thrown, !recovered);
        return tree == null || overdue ? failure : guarded(tree.guard(), failure);
    }

    /** The failure of a run, or what makes that worthless. */
    private @Nullable Failure guarded(RunGuard guard, @Nullable Failure failure) {
        if (failure != null && failure.failureClass() == FailureClass.RUNAWAY) {
            return failure;
        }
        VirtualMachineError fallen = guard.fallen();
        if (fallen != null) {
            return Failure.of(fallen, !recovered);
        }
        return guard.hasDiverged() ? Failure.diverged(failure) : failure;
    }

    /** Whether recovery came to its end in the last attempt, whatever the check said. */
    boolean hasRecovered() {
        return recovered;
    }

    /** What the recorded recovery did; null if that is nothing. */
    @Nullable
    Trace recovery() {
        return tape.size() == 0 ? null : tape.trace();
    }

    /** What is in flight during a recovery from the crash image that is on the device. */
    InFlight follow(Trace recovery) {
        return follow(recovery, medium);
    }

    /** As {@link #follow(Trace)}, where some of the image is not decided. */
    InFlight follow(Trace recovery, Medium undecided) {
        return new InFlight(recovery, settings.platform(), settings.compilerOrder(), undecided);
    }

    /**
     * Tries one interleaving, the first cut of which is here, and undoes it.
     *
     * @return the failure; null if it passed
     * @throws BadTokenException if no power cut can take what the cuts say
     */
    @Nullable
    Failure run(List<Cut> cuts) {
        return run(cuts, (states, lost, trace) -> {});
    }

    /** As {@link #run(List)}, and shows each cut while the device holds what was there before it. */
    @Nullable
    Failure run(List<Cut> cuts, CutViewer viewer) {
        long mark = mark();
        try {
            apply(states(), cuts.getFirst(), recording.trace(), viewer);
            for (Cut next : cuts.subList(1, cuts.size())) {
                recoverOnce(cuts);
                Trace recovery = tape.trace();
                require(next.crashPoint() <= recovery.size(), next, "recovery ends before that");
                InFlight nested = follow(recovery);
                nested.advanceTo(next.crashPoint());
                apply(nested.states(), next, recovery, viewer);
            }
            return attempt(crash(cuts), false, () -> cuts);
        } finally {
            rollback(mark);
        }
    }

    /** Shows a cut, here, without trying anything. */
    void show(Cut cut, CutViewer viewer) {
        long mark = mark();
        apply(states(), cut, recording.trace(), viewer);
        rollback(mark);
    }

    /** What is known after cuts, the first of which is here. */
    CrashInfo crash(List<Cut> cuts) {
        return cuts.size() > 1 ? nested(markers.info(), cuts.size() - 1) : markers.info();
    }

    static CrashInfo nested(CrashInfo crash, int cuts) {
        return new CrashInfo(crash.milestones(), crash.operation(), cuts);
    }

    /** Records the recovery from the image on the device, and takes it back. */
    private void recoverOnce(List<Cut> cuts) {
        long mark = mark();
        tape.clear();
        beat.begin(() -> cuts);
        try {
            device.record(tape);
            device.limit(settings.instructionLimit());
            subject.recover(device);
        } catch (Throwable t) {
            throw new BadTokenException("recovery failed before the second power cut: " + t);
        } finally {
            device.stopRecording();
            device.disarm();
            device.limit(Long.MAX_VALUE);
            beat.end();
            rollback(mark);
        }
    }

    private void apply(CrashStates states, Cut cut, Trace trace, CutViewer viewer) {
        BitSet lost = new BitSet();
        cut.lost().forEach(lost::set);
        require(states.allows(lost), cut, "no power cut can take just that there");
        viewer.view(states, lost, trace);
        states.write(lost, medium);
    }

    private static void require(boolean holds, Cut cut, String why) {
        if (!holds) {
            throw new BadTokenException(
                    "the power cut at position %d with units %s lost does not fit this trace: %s; run the test again"
                            .formatted(cut.crashPoint(), cut.lost(), why));
        }
    }

    @Override
    public void close() {
        device.release();
    }

    /** Sees what was in flight at a cut. */
    @FunctionalInterface
    interface CutViewer {
        void view(CrashStates states, BitSet lost, Trace trace);
    }
}
