package org.powercut.framework.inject;

/**
 * What code under test calls just before a watched call. Public because rewritten code is anywhere; nobody else calls it. No
 * state.
 */
public final class WatchedCalls {
    private WatchedCalls() {}

    /** The call that a {@link Mutation.WatchCall} with this number watches takes place. */
    public static void reached(int number) {
        Instrumentation.reached(number);
    }
}
