package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;

/**
 * What an inode that is about to be made is like.
 *
 * @param mode permission bits
 * @param flags bits of {@link FileFlags} that it has whatever it inherits
 * @param device what a device node stands for; 0 for others
 * @param target of a symbolic link
 */
record NewInode(FileType type, int mode, int flags, long device, byte @Nullable [] target) {
    private static final int MODE_BITS = 07777;
    private static final int SYMLINK_MODE = 0777;

    static NewInode file(int mode, int flags) {
        return new NewInode(FileType.REGULAR, mode, flags, 0, null);
    }

    static NewInode directory(int mode) {
        return new NewInode(FileType.DIRECTORY, mode, 0, 0, null);
    }

    static NewInode symlink(byte[] target) {
        return new NewInode(FileType.SYMLINK, SYMLINK_MODE, 0, 0, target);
    }

    /**
     * What mknod(2) makes.
     *
     * @throws DaxFileSystemException EINVAL for a type that mknod cannot make, or a device number where none belongs
     */
    static NewInode node(String path, FileType type, int mode, long device) {
        boolean possible = type != FileType.DIRECTORY && type != FileType.SYMLINK;
        if (!possible) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, path + ": mknod makes no " + type + "; mkdir and symlink do");
        }
        if (device != 0 && !isDevice(type)) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": a " + type + " has no device number");
        }
        return new NewInode(type, mode, 0, device, null);
    }

    static boolean isDevice(FileType type) {
        return type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
    }

    /** Whether the type has neither data nor names: such inodes need a feature bit. */
    static boolean isSpecial(FileType type) {
        return type == FileType.FIFO || type == FileType.SOCKET || isDevice(type);
    }

    /** The flags that the inode has if it is made in a directory with the flags {@code ofDirectory}. */
    int flagsIn(int ofDirectory) {
        boolean inherits = type == FileType.REGULAR || type == FileType.DIRECTORY;
        return flags | (inherits ? ofDirectory & FileFlags.INHERITED : 0);
    }

    boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    /** The mode, if it is one; EINVAL otherwise. */
    static int requireMode(String path, int mode) {
        if ((mode & ~MODE_BITS) != 0) {
            throw new DaxFileSystemException(
                    Errno.EINVAL, path + ": mode 0%o; permission bits are 0 to 07777".formatted(mode));
        }
        return mode;
    }
}
