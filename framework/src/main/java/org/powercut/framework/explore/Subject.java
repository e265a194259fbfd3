package org.powercut.framework.explore;

import org.powercut.framework.inject.TracedDevice;

/**
 * What is recovered and judged after each power cut. The explorer calls {@link #recover} and then {@link #check} on one
 * thread for each crash state, and {@link #recover} again for power cuts during recovery. A subject keeps nothing from
 * one state to the next; each worker has its own.
 */
public interface Subject {

    /**
     * Brings what is on the device back to life: mounts it, say.
     *
     * @return what {@link #check} then looks at
     * @throws Throwable whatever went wrong: the state is then a finding
     */
    Object recover(TracedDevice device) throws Throwable;

    /**
     * Holds the recovered state against what was promised.
     *
     * @throws Throwable if a promise is broken: the state is then a finding
     */
    void check(TracedDevice device, Object recovered, CrashInfo crash) throws Throwable;

    /** What the last state changed was undone; whatever is still held for it can go. */
    default void undone() {}
}
