package org.powercut.daxfs;

import org.powercut.pmem.MediaErrorException;

/** A read, or an access through a mapping, touched poisoned media. The file's other bytes stay readable. */
public final class FileMediaErrorException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    private final transient FileMediaError error;

    /**
     * @param error the file and the range that cannot be read
     * @param cause the device's error
     */
    public FileMediaErrorException(FileMediaError error, MediaErrorException cause) {
        super(Errno.EIO, error.toString(), cause);
        this.error = error;
    }

    /** The file and the range that cannot be read. */
    public FileMediaError error() {
        return error;
    }
}
