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

    /** As {@link #open(String, OpenFlag...)}; a file that is created has the permission bits {@code mode}. */
    default DaxFile open(String path, int mode, OpenFlag... flags) {
        throw new NotSupportedException("creating files with a mode of one's choice");
    }

    /** Opens a directory, to fsync it. */
    DaxFile openDirectory(String path);

    /** Cuts a file to {@code size} bytes, or extends it with a hole. */
    void truncate(String path, long size);

    // names

    /** Makes a directory with mode 0755. */
    void mkdir(String path);

    /** Makes a directory with the permission bits {@code mode}. */
    default void mkdir(String path, int mode) {
        throw new NotSupportedException("creating directories with a mode of one's choice");
    }

    /**
     * Makes a FIFO, a socket or a device node (mknod(2)).
     *
     * @param device what a device node stands for; 0 for others
     */
    default void mknod(String path, FileType type, int mode, long device) {
        throw new NotSupportedException("special files");
    }

    /**
     * Removes an empty directory.
     *
     * @throws DaxFileSystemException ENOTEMPTY if there are names in it
     */
    void rmdir(String path);

    /** Removes a name. The file lives until its last name is gone and its last {@link DaxFile} and mapping closed. */
    void unlink(String path);

    /** Gives {@code existing}, which is no directory, the further name {@code link}. */
    void link(String existing, String link);

    /** Gives an open file a name: the first one to a file made with {@link OpenFlag#TMPFILE}, or a further one. */
    default void linkFile(DaxFile file, String link) {
        throw new NotSupportedException("naming open files");
    }

    /** Makes {@code link} a symbolic link to {@code target}, which is 1 to 4095 bytes of UTF-8. */
    void symlink(String target, String link);

    /** The target of a symbolic link, as it was given. */
    String readlink(String path);

    /**
     * Renames, and replaces {@code to} atomically if it exists. Two names of one inode: nothing happens (rename(2)).
     *
     * @throws DaxFileSystemException EINVAL if {@code to} lies below {@code from}; ENOTEMPTY, EISDIR, ENOTDIR as in
     *     rename(2)
     */
    void rename(String from, String to);

    /** As {@link #rename(String, String)}, with the flags of renameat2(2). */
    default void rename(String from, String to, RenameFlag flag) {
        throw new NotSupportedException("rename with " + flag);
    }

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

    /** Changes the permission bits, 0 to 07777. */
    void chmod(String path, int mode);

    /** Changes owner and group, symbolic links followed. */
    void chown(String path, int uid, int gid);

    /** As {@link #chown}, of the link itself. */
    default void lchown(String path, int uid, int gid) {
        throw new NotSupportedException("changing the owner of a symbolic link");
    }

    /** Sets the times, in ns since the epoch. */
    void setTimes(String path, long atime, long mtime);

    /** As {@link #setTimes}, of the link itself. */
    default void lsetTimes(String path, long atime, long mtime) {
        throw new NotSupportedException("changing the times of a symbolic link");
    }

    /**
     * Sets exactly these flags.
     *
     * @throws DaxFileSystemException EBUSY if DAX would change under a mapping of this file; ENOTEMPTY if it would change
     *     on a directory with names in it; EINVAL if NODATACOW would change on a file with data. A change of DAX on an
     *     open file takes effect at its last close
     */
    default void setFlags(String path, Set<FileFlag> flags) {
        throw new NotSupportedException("file flags");
    }

    /** The extended attributes of what the path names, links followed. */
    default ExtendedAttributes xattrs(String path) {
        throw new NotSupportedException("extended attributes");
    }

    /** The extended attributes of the link itself. */
    default ExtendedAttributes lxattrs(String path) {
        throw new NotSupportedException("extended attributes");
    }

    /** Room and inodes, in all and free. */
    StatFs statfs();

    // durability

    /**
     * Makes everything durable that was done or stored before, mapped stores too (syncfs(2)).
     *
     * @throws FileMediaErrorException if a bad sector keeps stores to a file from it; everything else is durable
     */
    void sync();

    /**
     * Stops every change until {@link #thaw}: mappings are write-protected, operations and stores wait, everything is
     * durable, and the image is one that an unmount could have left. Reads, and stores to private mappings, go on.
     *
     * @throws DaxFileSystemException EBUSY if it is frozen already, or a mapped segment makes stores that cannot be
     *     stopped
     */
    default void freeze() {
        throw new NotSupportedException("freeze");
    }

    /**
     * Ends a freeze. Any thread may do so.
     *
     * @throws DaxFileSystemException EINVAL if it is not frozen
     */
    default void thaw() {
        throw new NotSupportedException("freeze");
    }

    // snapshots

    /**
     * Makes a snapshot of everything, atomically. Stores through mappings wait meanwhile, and copy the page once
     * afterwards.
     *
     * @throws DaxFileSystemException EEXIST if there is one of this name, EBUSY while a mapped segment can be stored to or
     *     a pin of a writable mapping is held, whose stores cannot be stopped
     * @throws FileMediaErrorException if a bad sector keeps stores to a file from being made durable
     */
    default Snapshot createSnapshot(String name) {
        throw new NotSupportedException("snapshots");
    }

    /** The snapshots there are, oldest first. */
    default List<Snapshot> snapshots() {
        throw new NotSupportedException("snapshots");
    }

    /**
     * Deletes a snapshot, and frees what nothing else holds.
     *
     * @throws DaxFileSystemException ENOENT if there is none of this name; EBUSY if it is open
     */
    default void deleteSnapshot(String name) {
        throw new NotSupportedException("snapshots");
    }

    /** Shows a snapshot as a read-only file system of its own. Unmount it before this one. */
    default DaxFileSystem openSnapshot(String name) {
        throw new NotSupportedException("snapshots");
    }

    // media errors

    /** Every file range that is known to be lost, ascending by inode and offset. */
    List<FileMediaError> mediaErrors();

    /** A stream of the media errors that are found from now on. */
    default MediaErrorEvents mediaErrorEvents() {
        throw new NotSupportedException("media error events");
    }

    /** Reads everything that is in use, so that latent media errors become known, and repairs copies of metadata. */
    default ScrubReport scrub(Progress progress) {
        throw new NotSupportedException("scrub");
    }

    /**
     * Whether the device lost power with stores under way that it could not save, while the file system was in use, and no
     * scrub has looked at it since: bytes that were durable may be lost. Only devices that count unsafe shutdowns can tell.
     */
    default boolean isSuspect() {
        return false;
    }

    /** How often that happened. */
    default long dirtyShutdowns() {
        return 0;
    }

    // life

    /** Whether metadata was lost that has no good copy, or the mount was read-only from the start. */
    boolean isReadOnly();

    /**
     * Unmounts cleanly. Open files and mappings fail with ESHUTDOWN afterwards. Idempotent.
     *
     * @throws FileMediaErrorException if a bad sector keeps stores to a file from being made durable; everything else is,
     *     and the file system is unmounted
     */
    void unmount();

    /** Unmounts. */
    @Override
    default void close() {
        unmount();
    }
}
