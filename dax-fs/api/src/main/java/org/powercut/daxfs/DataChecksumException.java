package org.powercut.daxfs;

/**
 * A read found bytes that are not those that were written: the media reads without an error, but the data does not fit its
 * checksum. The file's other pages stay readable; a write that covers the range as a whole heals it.
 */
public final class DataChecksumException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    private final transient FileMediaError error;

    /** @param error the file, and the bytes that the failed checksum is of */
    public DataChecksumException(FileMediaError error) {
        super(Errno.EIO, error + " do not fit their checksum");
        this.error = error;
    }

    /** The file, and the bytes that the failed checksum is of: a page, as far as the file goes. */
    public FileMediaError error() {
        return error;
    }
}
