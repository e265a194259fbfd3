package org.powercut.benchmarks;

import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;

/** A subject, and where the time of its states goes, in ns; of one worker. The reading of the clock is part of it. */
final class Clocked implements Subject {
    private final Subject subject;
    long states;
    long patch;
    long recovery;
    long check;
    long undo;

    /** When the last state was undone, or 0: how long the choice of a worker's first state took is not known. */
    private long undone;

    private long begun;
    private long recovered;
    private long checked;

    Clocked(Subject subject) {
        this.subject = subject;
    }

    @Override
    public Object recover(TracedDevice device) throws Throwable {
        begun = System.nanoTime();
        Object result = subject.recover(device);
        recovered = System.nanoTime();
        return result;
    }

    @Override
    public void check(TracedDevice device, Object state, CrashInfo crash) throws Throwable {
        subject.check(device, state, crash);
        checked = System.nanoTime();
    }

    @Override
    public void undone() {
        long now = System.nanoTime();
        if (undone != 0 && begun > undone) {
            states++;
            patch += begun - undone;
            recovery += recovered - begun;
            check += checked - recovered;
            undo += now - checked;
        }
        undone = now;
    }

    long total() {
        return patch + recovery + check + undo;
    }

    /** Adds what another worker has measured. */
    void add(Clocked other) {
        states += other.states;
        patch += other.patch;
        recovery += other.recovery;
        check += other.check;
        undo += other.undo;
    }
}
