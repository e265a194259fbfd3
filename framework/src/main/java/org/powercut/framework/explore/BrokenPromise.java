package org.powercut.framework.explore;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a check throws to say not only that a promise is broken, but of which kind the failure is. */
public final class BrokenPromise extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1;

    private final FailureClass failureClass;
    private final @Nullable String guarantee;

    /**
     * @param failureClass the kind of failure
     * @param message what was promised, and what was found
     */
    public BrokenPromise(FailureClass failureClass, String message) {
        super(message);
        this.failureClass = failureClass;
        this.guarantee = null;
    }

    /**
     * @param failureClass the kind of failure
     * @param guarantee the guarantee that is broken, such as {@code G11}; begins the message
     * @param message what was promised, and what was found
     */
    public BrokenPromise(FailureClass failureClass, String guarantee, String message) {
        super(guarantee + ": " + message);
        this.failureClass = failureClass;
        this.guarantee = guarantee;
    }

    /** The kind of failure. */
    public FailureClass failureClass() {
        return failureClass;
    }

    /** The guarantee that is broken, if the check could tell. */
    public Optional<String> guarantee() {
        return Optional.ofNullable(guarantee);
    }
}
