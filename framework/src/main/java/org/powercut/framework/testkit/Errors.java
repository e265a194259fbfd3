package org.powercut.framework.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apiguardian.api.API;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/** Asserts that operations fail as POSIX says. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Errors {

    private Errors() {}

    /** The operation fails with exactly this error. */
    public static void assertFails(Errno errno, ThrowingCallable operation) {
        assertThat(catchThrowable(operation))
                .as("an operation that must fail with %s", errno)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class,
                        e -> assertThat(e.errno()).as(e.getMessage()).isEqualTo(errno));
    }
}
