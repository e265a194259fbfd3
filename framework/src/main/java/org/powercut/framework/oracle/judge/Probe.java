package org.powercut.framework.oracle.judge;

import org.apiguardian.api.API;

/** One thing that a recovered file system must still be able to do. Changes it; what it needs, it makes itself. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Probe {

    /**
     * Uses the file system.
     *
     * @throws org.powercut.framework.explore.BrokenPromise if it cannot do what it must
     */
    void use(Revived revived);
}
