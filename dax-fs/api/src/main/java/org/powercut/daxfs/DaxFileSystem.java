package org.powercut.daxfs;

import java.util.List;
import java.util.Set;

/**
 * A mounted file system. Paths are absolute, separated by {@code /}, names are up to 255 bytes of UTF-8 and neither
 * {@code .} nor {@code ..}. Operations are those of POSIX with the promises of the {@link Contract} added; each throws
 * {@link DaxFileSystemException} with the {@link Errno} that POSIX names, and has then changed nothing.
 */
public interface DaxFileSystem extends AutoCloseable {

    /** What operations promise on this mount. */
    Contract contract();

    /** What this file system can do. */
    Set<Capability> capabilities();

    // files

    /** Opens a file, and creates it with mode 0644 if asked to. A final symbolic link is followed. */
    DaxFile open(String path, OpenFlag... flags);

    /** Creates and opens a file for reading and writing; fails with EEXIST if the name exists. */
    default DaxFile create(String path) {
        return open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
    }

    /** Opens a directory, to fsync it. */
    DaxFile openDirectory(String path);

    /** Cuts a file to {@code size} bytes, or extends it with a hole. */
    void truncate(String path, long size);

    // names

    void mkdir(String path);

    void rmdir(String path);

    /** Removes a name. The file lives until its last name is gone and its last {@link DaxFile} and mapping closed. */
    void unlink(String path);

    /** Gives {@code existing}, which is no directory, the further name {@code link}. */
    void link(String existing, String link);

    /** Makes {@code link} a symbolic link to {@code target}, which is 1 to 4095 bytes of UTF-8. */
    void symlink(String target, String link);

    String readlink(String path);

    /**
     * Renames, and replaces {@code to} atomically if it exists. Two names of one inode: nothing happens (rename(2)).
     *
     * @throws DaxFileSystemException EINVAL if {@code to} lies below {@code from}; ENOTEMPTY, EISDIR, ENOTDIR as in
     *     rename(2)
     */
    void rename(String from, String to);

    /** The names in a directory without {@code .} and {@code ..}, in the order of their bytes. */
    List<DirectoryEntry> readdir(String path);

    /** Whether the path, links followed, names something. */
    default boolean exists(String path) {
        try {
            stat(path);
            return true;
        } catch (DaxFileSystemException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return false;
            }
            throw e;
        }
    }

    // attributes

    /** Attributes, symbolic links followed. */
    Stat stat(String path);

    /** Attributes of the link itself. */
    Stat lstat(String path);

    void chmod(String path, int mode);

    void chown(String path, int uid, int gid);

    /** Sets the times, in ns since the epoch. */
    void setTimes(String path, long atime, long mtime);

    StatFs statfs();

    // durability

    /** Makes everything durable that was done or stored before, mapped stores too (syncfs(2)). */
    void sync();

    // media errors

    /** Every file range that is known to be lost, ascending by inode and offset. */
    List<FileMediaError> mediaErrors();

    // life

    /** Whether metadata was lost that has no good copy, or the mount was read-only from the start. */
    boolean isReadOnly();

    /** Unmounts cleanly. Open files and mappings fail with ESHUTDOWN afterwards. Idempotent. */
    void unmount();

    /** Unmounts. */
    @Override
    default void close() {
        unmount();
    }
}
