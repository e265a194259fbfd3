package org.powercut.daxfs;

/**
 * The attributes of an inode, as stat(2) gives them.
 *
 * @param ino inode number
 * @param type kind of inode
 * @param mode permission bits, 0 to 07777
 * @param nlink names (for a directory: 2 and one for each subdirectory)
 * @param uid owner
 * @param gid group
 * @param size bytes
 * @param blocks allocated data pages of 4096 bytes
 * @param atime last access, ns since the epoch
 * @param mtime last change of the content, ns since the epoch
 * @param ctime last change of the inode, ns since the epoch
 * @param nodatacow whether data is overwritten in place
 */
public record Stat(
        long ino,
        FileType type,
        int mode,
        int nlink,
        int uid,
        int gid,
        long size,
        long blocks,
        long atime,
        long mtime,
        long ctime,
        boolean nodatacow) {}
