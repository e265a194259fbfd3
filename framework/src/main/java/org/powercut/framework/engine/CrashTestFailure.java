package org.powercut.framework.engine;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A crash test or one of its interleavings failed. All there is to say is in the message, so there is no stack trace. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CrashTestFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    /** @param cause what the check or the recovery threw, if that is the reason */
    CrashTestFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
        setStackTrace(new StackTraceElement[0]);
    }
}
