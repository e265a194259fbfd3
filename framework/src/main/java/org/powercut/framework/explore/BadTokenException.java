package org.powercut.framework.explore;

import java.io.Serial;

/** A replay token cannot be used. The message says what is wrong with it and what would be right. */
public final class BadTokenException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param message what is wrong with the token, and what would be right */
    public BadTokenException(String message) {
        super(message);
    }
}
