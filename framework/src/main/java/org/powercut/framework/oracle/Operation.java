package org.powercut.framework.oracle;

import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.XattrFlag;

/**
 * One operation of a workload, as plain data: paths, offsets, lengths, and the version of the bytes that it writes (see
 * {@link VersionedBytes}). {@link OperationText} is its line of text, {@link OperationRunner} performs it. Offsets and
 * lengths are in bytes.
 *
 * <p>Operations name paths. What must stay open from one operation to the next, a file held open or a mapping, belongs to
 * the path under which it was opened first, until it is closed or unmapped by that path, whatever the name stands for
 * meanwhile.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Operation {

    // names

    /** Creates a regular file that must not exist; with data that is overwritten in place if {@code inPlace}. */
    record Create(String path, boolean inPlace) implements Operation {}

    /** Makes a directory. */
    record Mkdir(String path) implements Operation {}

    /** Makes a special file, mode 0644, device 0 (mknod(2)). */
    record Mknod(String path, FileType type) implements Operation {}

    /** Makes a symbolic link. */
    record Symlink(String target, String path) implements Operation {}

    /** Gives a file a further name. A symbolic link is not followed. */
    record Link(String existing, String path) implements Operation {}

    /** Removes a name. */
    record Unlink(String path) implements Operation {}

    /** Removes an empty directory. */
    record Rmdir(String path) implements Operation {}

    /** Renames, or exchanges two names. */
    record Rename(String from, String to, @Nullable RenameFlag flag) implements Operation {}

    /** Makes a file without a name in the parent of {@code path}, writes to it, and only then names it (O_TMPFILE). */
    record Tmpfile(String path, long length, int version) implements Operation {}

    // data

    /** Writes at an offset, through a file opened as {@code durability} says. */
    record Write(String path, long offset, long length, int version, WriteDurability durability) implements Operation {}

    /** Writes at the end of the file. */
    record Append(String path, long length, int version) implements Operation {}

    /** Cuts or extends a file. */
    record Truncate(String path, long size) implements Operation {}

    /** fallocate(2). */
    record Fallocate(String path, FallocateMode mode, long offset, long length) implements Operation {}

    /** Makes {@code to}, which exists, share the whole content of {@code from} (FICLONE). */
    record Clone(String from, String to) implements Operation {}

    /** Makes a range of {@code to} share blocks of {@code from} (FICLONERANGE); length 0: up to the end. */
    record CloneRange(String from, long fromOffset, String to, long offset, long length) implements Operation {}

    /** Shares blocks where the bytes are equal (FIDEDUPERANGE); otherwise nothing happens. */
    record Dedupe(String from, long fromOffset, String to, long offset, long length) implements Operation {}

    // attributes

    /** Changes the permission bits. */
    record Chmod(String path, int mode) implements Operation {}

    /** Changes owner and group. */
    record Chown(String path, int uid, int gid) implements Operation {}

    /** Sets the times, in ns since the epoch. */
    record Utimes(String path, long atime, long mtime) implements Operation {}

    /** Sets exactly these flags. */
    record SetFlags(String path, Set<FileFlag> flags) implements Operation {
        public SetFlags {
            flags = Set.copyOf(flags);
        }
    }

    /** Sets an extended attribute. */
    record SetXattr(String path, String name, int length, int version, XattrFlag flag) implements Operation {}

    /** Removes an extended attribute. */
    record RemoveXattr(String path, String name) implements Operation {}

    // open files and mappings

    /** Opens a file for reading and holds it open, under this path. Nothing happens if one is held. */
    record Open(String path) implements Operation {}

    /** Closes what {@link Open} holds under this path. Nothing happens if there is nothing. */
    record Close(String path) implements Operation {}

    /**
     * Stores through a mapping, which is made if there is none under this path and mode. EINVAL if the range touches a page
     * wholly past the end of the file: nothing is stored then.
     */
    record MapStore(String path, MapMode mode, long offset, long length, int version) implements Operation {}

    /** Flushes and fences by the user's own instructions, through a MAP_SYNC mapping, which is made if there is none. */
    record Persist(String path, long offset, long length) implements Operation {}

    /** msync(2) with MS_SYNC, through a shared mapping, which is made if there is none. */
    record Msync(String path, long offset, long length) implements Operation {}

    /** Unmaps every mapping of this path. Nothing happens if there is none. */
    record Unmap(String path) implements Operation {}

    // durability

    /** fsync(2) of a file or directory. */
    record Fsync(String path) implements Operation {}

    /** fdatasync(2) of a file or directory. */
    record Fdatasync(String path) implements Operation {}

    /** sync_file_range(2), waiting for the writes. */
    record SyncRange(String path, long offset, long length) implements Operation {}

    /** sync(2). */
    record Sync() implements Operation {}

    /** Unmounts cleanly and mounts again. Ends a freeze, and closes and unmaps everything. */
    record Remount() implements Operation {}

    // standstill

    /** Freezes. Until the thaw, what would wait for it is not performed and ends with EAGAIN. */
    record Freeze() implements Operation {}

    /** Ends a freeze. */
    record Thaw() implements Operation {}

    /** Makes a snapshot. */
    record CreateSnapshot(String name) implements Operation {}

    /** Deletes a snapshot. */
    record DeleteSnapshot(String name) implements Operation {}

    /** How durable a write is when it returns: as the contract says, or as the flags of open(2) do. */
    enum WriteDurability {
        DEFAULT,
        /** O_DSYNC. */
        DSYNC,
        /** O_SYNC. */
        SYNC
    }

    /** What a file system must be able to do for this operation to make sense. */
    default Set<Capability> needs() {
        return switch (this) {
            case Create create when create.inPlace() -> Set.of(Capability.NODATACOW);
            case Mknod mknod -> Set.of(Capability.SPECIAL_FILES);
            case Symlink symlink -> Set.of(Capability.SYMBOLIC_LINKS);
            case Link link -> Set.of(Capability.HARD_LINKS);
            case Rename rename when rename.flag() != null -> Set.of(Capability.RENAME_FLAGS);
            case Tmpfile tmpfile -> Set.of(Capability.TMPFILE);
            case Fallocate fallocate
            when fallocate.mode() == FallocateMode.UNSHARE_RANGE -> Set.of(Capability.FALLOCATE, Capability.REFLINK);
            case Fallocate fallocate -> Set.of(Capability.FALLOCATE);
            case Clone clone -> Set.of(Capability.REFLINK);
            case CloneRange clone -> Set.of(Capability.REFLINK);
            case Dedupe dedupe -> Set.of(Capability.REFLINK);
            case SetFlags flags -> Set.of(Capability.FILE_FLAGS);
            case SetXattr xattr -> Set.of(Capability.XATTRS);
            case RemoveXattr xattr -> Set.of(Capability.XATTRS);
            case MapStore store when store.mode() == MapMode.SHARED_SYNC -> Set.of(Capability.MAP_SYNC);
            case Persist persist -> Set.of(Capability.MAP_SYNC);
            case Freeze freeze -> Set.of(Capability.FREEZE);
            case Thaw thaw -> Set.of(Capability.FREEZE);
            case CreateSnapshot snapshot -> Set.of(Capability.SNAPSHOTS);
            case DeleteSnapshot snapshot -> Set.of(Capability.SNAPSHOTS);
            default -> Set.of();
        };
    }

    /** Whether this only makes earlier changes durable: where ACE places its persistence points. */
    default boolean isPersistencePoint() {
        return switch (this) {
            case Fsync fsync -> true;
            case Fdatasync fdatasync -> true;
            case SyncRange range -> true;
            case Sync sync -> true;
            case Msync msync -> true;
            case Persist persist -> true;
            default -> false;
        };
    }

    /** Whether a freeze lets this go on: it changes nothing that is durable. */
    default boolean goesOnWhileFrozen() {
        return switch (this) {
            case MapStore store -> store.mode() == MapMode.PRIVATE;
            case Open open -> true;
            case Freeze freeze -> true;
            case Thaw thaw -> true;
            case Remount remount -> true;
            default -> isPersistencePoint();
        };
    }
}
