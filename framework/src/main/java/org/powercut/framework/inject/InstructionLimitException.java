package org.powercut.framework.inject;

import java.io.Serial;

/**
 * Code under test issued more instructions than it may: it does not end, or not soon enough. An error, not an
 * exception, so that code under test hardly catches it.
 */
public final class InstructionLimitException extends Error {
    @Serial
    private static final long serialVersionUID = 1;

    InstructionLimitException(String message) {
        super(message);
    }
}
