package org.powercut.daxfs.core;

import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;

/** The device failed while something was made durable; {@link WriteErrors} knows of it. */
final class WriteErrorException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    WriteErrorException(String detail, Throwable cause) {
        super(Errno.EIO, detail, cause);
    }
}
