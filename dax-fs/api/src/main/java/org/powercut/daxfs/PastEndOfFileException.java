package org.powercut.daxfs;

/** A mapping was used at a page wholly past the end of the file: SIGBUS in mmap(2). */
public final class PastEndOfFileException extends DaxFileSystemException {
    private static final long serialVersionUID = 1;

    /** @param detail the file, the offset and the file's size, in bytes */
    public PastEndOfFileException(String detail) {
        super(Errno.EINVAL, detail);
    }
}
