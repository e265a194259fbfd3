package org.powercut.daxfs;

/** The device has no room for what was asked. Nothing was changed. */
public final class NoSpaceException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    /** @param detail what was asked for, and what is free, in bytes */
    public NoSpaceException(String detail) {
        super(Errno.ENOSPC, detail);
    }
}
