package org.powercut.framework.oracle.judge;

import org.apiguardian.api.API;

/** How a recovered state is judged, in the manner of the outcomes of jcstress. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Grade {
    /** What anybody would expect: the state before or after the operation that was running. */
    ALLOWED,
    /** Legal, but a surprise to many: something that was acknowledged is not there, and nobody promised it. */
    INTERESTING,
    /** A promise is broken. */
    FORBIDDEN
}
