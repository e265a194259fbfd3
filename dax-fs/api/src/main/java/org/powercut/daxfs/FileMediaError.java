package org.powercut.daxfs;

/**
 * A range of a file whose media is poisoned.
 *
 * @param ino the file's inode number
 * @param path a name of the file at the time the error was found, or {@code ""} if it has none
 * @param offset the first lost byte of the file
 * @param length how many bytes are lost; at most what lies in the poisoned sectors
 */
public record FileMediaError(long ino, String path, long offset, long length) {
    @Override
    public String toString() {
        return "%s (inode %d), file bytes [%d, %d)"
                .formatted(path.isEmpty() ? "no name" : path, ino, offset, offset + length);
    }
}
