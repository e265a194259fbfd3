package org.powercut.daxfs;

/** The file system or the file cannot do what was asked: never a silent fallback to something weaker. */
public final class NotSupportedException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    /** @param detail what was asked for, and what would be possible instead */
    public NotSupportedException(String detail) {
        super(Errno.EOPNOTSUPP, detail);
    }
}
