package org.powercut.framework.inject;

/** A bug that is compiled into a class under test; closing takes it out again, and closing twice does nothing. */
public final class InstalledMutation implements AutoCloseable {
    private final Instrumentation instrumentation;
    private final Mutation mutation;
    private boolean removed;

    InstalledMutation(Instrumentation instrumentation, Mutation mutation) {
        this.instrumentation = instrumentation;
        this.mutation = mutation;
    }

    public Mutation mutation() {
        return mutation;
    }

    /** @throws IllegalStateException if the class cannot be instrumented any more */
    @Override
    public void close() {
        if (!removed) {
            removed = true;
            instrumentation.remove(mutation);
        }
    }
}
