package org.powercut.framework.fault;

import java.io.Serial;
import org.apiguardian.api.API;

/** An aim that no site of this build meets. The message names sites that come near. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class UnmatchedAimException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    UnmatchedAimException(String message) {
        super(message);
    }
}
