package org.powercut.framework.oracle.spec;

import java.io.Serial;
import org.powercut.daxfs.Errno;

/** An operation fails, and nothing changes. Ends its working copy of the state; never leaves this package. */
final class SpecError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Errno errno;

    SpecError(Errno errno) {
        super(errno.meaning(), null, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }

    static void unless(boolean possible, Errno errno) {
        if (!possible) {
            throw new SpecError(errno);
        }
    }
}
