package org.powercut.framework.trace;

import java.io.Serial;
import java.nio.file.Path;

/** A file that is no trace, or a trace that cannot be written in the wanted format; the message says where and why. */
public final class BadTraceException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param line number of the line, from 1 */
    BadTraceException(Path file, long line, String detail) {
        super(file + ":" + line + ": " + detail);
    }

    BadTraceException(String detail) {
        super(detail);
    }
}
