package org.powercut.torture;

/** The user asked for something that cannot be, or the environment lacks something: the message says what would be right. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
