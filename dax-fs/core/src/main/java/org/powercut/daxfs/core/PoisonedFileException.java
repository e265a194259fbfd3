package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;

/**
 * A file's data is poisoned, or does not fit its checksum. Thrown under the inode's lock, where no name can be looked up; whoever holds no lock any
 * more turns it into the {@link org.powercut.daxfs.FileMediaErrorException} or {@link
 * org.powercut.daxfs.DataChecksumException} that users see.
 */
final class PoisonedFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    final transient Inode inode;
    final long offset;
    final long length;

    /** The device's error; null if it is the checksum. */
    final transient @Nullable MediaErrorException media;

    /**
     * @param offset the first lost byte of the file
     * @param length how many bytes are lost
     * @param sector the sector that holds them
     */
    PoisonedFileException(Inode inode, long offset, long length, MediaRange sector) {
        this(inode, offset, length, new MediaErrorException(sector));
    }

    private PoisonedFileException(Inode inode, long offset, long length, @Nullable MediaErrorException media) {
        this.inode = inode;
        this.offset = offset;
        this.length = length;
        this.media = media;
    }

    /** The bytes {@code [offset, offset + length)} of a file do not fit their checksum. */
    static PoisonedFileException checksum(Inode inode, long offset, long length) {
        return new PoisonedFileException(inode, offset, length, (MediaErrorException) null);
    }
}
