package org.powercut.framework.oracle;

import java.io.Serial;
import org.apiguardian.api.API;

/** Text that is no operation. The message says what was wrong, and what would be right. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BadOperationException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    BadOperationException(String operation, String detail) {
        super("'" + operation + "': " + detail);
    }
}
