package org.powercut.framework.explore;

import java.io.Serial;

/** What a check throws to say not only that a promise is broken, but of which kind the failure is. */
public final class BrokenPromise extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1;

    private final FailureClass failureClass;

    /**
     * @param failureClass the kind of failure
     * @param message what was promised, and what was found
     */
    public BrokenPromise(FailureClass failureClass, String message) {
        super(message);
        this.failureClass = failureClass;
    }

    /** The kind of failure. */
    public FailureClass failureClass() {
        return failureClass;
    }
}
