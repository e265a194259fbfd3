package org.powercut.framework.engine;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A crash test could not be run: it says nothing about the code under test. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BrokenCrashTestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenCrashTestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
