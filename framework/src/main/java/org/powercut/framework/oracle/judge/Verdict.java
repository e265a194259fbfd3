package org.powercut.framework.oracle.judge;

import org.apiguardian.api.API;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;

/**
 * What a recovered state is judged to be, and why.
 *
 * @param grade how it is graded
 * @param operations how many operations of the workload are there; -1 if it is no state that the workload went through
 * @param guarantee the guarantee that allows it, or that it breaks, such as {@code G11}
 * @param failureClass of which kind the failure is; {@link FailureClass#BROKEN_PROMISE} if there is none
 * @param reason in words
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Verdict(Grade grade, int operations, String guarantee, FailureClass failureClass, String reason) {

    static Verdict allowed(int operations, String guarantee, String reason) {
        return new Verdict(Grade.ALLOWED, operations, guarantee, FailureClass.BROKEN_PROMISE, reason);
    }

    static Verdict interesting(int operations, String guarantee, String reason) {
        return new Verdict(Grade.INTERESTING, operations, guarantee, FailureClass.BROKEN_PROMISE, reason);
    }

    /** Whether no promise is broken. */
    public boolean isLegal() {
        return grade != Grade.FORBIDDEN;
    }

    /**
     * Fails if a promise is broken.
     *
     * @throws BrokenPromise with the failure class, the guarantee and the reason
     */
    public void requireLegal() {
        if (!isLegal()) {
            throw new BrokenPromise(failureClass, guarantee, reason);
        }
    }
}
