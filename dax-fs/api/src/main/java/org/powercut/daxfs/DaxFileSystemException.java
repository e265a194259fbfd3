package org.powercut.daxfs;

import org.jspecify.annotations.Nullable;

/**
 * An operation of a file system failed and changed nothing. Unchecked, so that crash tests stay readable; {@link
 * #errno()} tells the reason, and a subclass carries more where there is more to say.
 */
public class DaxFileSystemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    /**
     * @param errno the reason
     * @param detail what was wrong and what would be right, a path first where there is one
     */
    public DaxFileSystemException(Errno errno, String detail) {
        this(errno, detail, null);
    }

    /** As above, with the error behind it. */
    public DaxFileSystemException(Errno errno, String detail, @Nullable Throwable cause) {
        super(errno + " (" + errno.meaning() + "): " + detail, cause);
        this.errno = errno;
    }

    /** The reason. */
    public final Errno errno() {
        return errno;
    }
}
