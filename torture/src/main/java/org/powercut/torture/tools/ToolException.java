package org.powercut.torture.tools;

/** What the user asked for cannot be done; the message says what would be right. */
final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ToolException(String message) {
        super(message);
    }
}
