package org.powercut.daxfs.core;

import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;

/**
 * A file's data is poisoned. Thrown under the inode's lock, where no name can be looked up; whoever holds no lock any
 * more turns it into the {@link org.powercut.daxfs.FileMediaErrorException} that users see.
 */
final class PoisonedFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    final transient Inode inode;
    final long offset;
    final long length;
    final transient MediaErrorException media;

    /**
     * @param offset the first lost byte of the file
     * @param length how many bytes are lost
     * @param sector the sector that holds them
     */
    PoisonedFileException(Inode inode, long offset, long length, MediaRange sector) {
        this.inode = inode;
        this.offset = offset;
        this.length = length;
        this.media = new MediaErrorException(sector);
    }
}
