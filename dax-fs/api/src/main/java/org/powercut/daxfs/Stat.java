package org.powercut.daxfs;

import java.util.Set;

/**
 * The attributes of an inode, as stat(2) and statx(2) give them.
 *
 * @param ino inode number
 * @param generation tells apart the inodes that have had this number
 * @param type kind of inode
 * @param mode permission bits, 0 to 07777
 * @param nlink names (for a directory: 2 and one for each subdirectory)
 * @param uid owner
 * @param gid group
 * @param device what a device node stands for; 0 for others
 * @param size bytes
 * @param blocks allocated data pages of 4096 bytes
 * @param atime last access, ns since the epoch
 * @param mtime last change of the content, ns since the epoch
 * @param ctime last change of the inode, ns since the epoch
 * @param btime when the inode was made, ns since the epoch
 * @param flags what stays with the file
 * @param dax whether mappings go straight to the device at this time (STATX_ATTR_DAX); regular files only
 */
public record Stat(
        long ino,
        long generation,
        FileType type,
        int mode,
        int nlink,
        int uid,
        int gid,
        long device,
        long size,
        long blocks,
        long atime,
        long mtime,
        long ctime,
        long btime,
        Set<FileFlag> flags,
        boolean dax) {

    public Stat {
        flags = Set.copyOf(flags);
    }

    /** Whether data is overwritten in place. */
    public boolean nodatacow() {
        return flags.contains(FileFlag.NODATACOW);
    }
}
