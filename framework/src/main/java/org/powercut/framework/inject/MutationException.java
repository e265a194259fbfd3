package org.powercut.framework.inject;

import java.io.Serial;
import org.apiguardian.api.API;

/** A mutation names a place that does not exist, or asks for what cannot be done there. Nothing was changed. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MutationException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    MutationException(Mutation mutation, String problem) {
        super("cannot " + mutation + ": " + problem);
    }
}
