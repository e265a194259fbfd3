package org.powercut.framework.oracle.judge;

import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.StatFs;
import org.powercut.framework.oracle.Operation;
import org.powercut.pmem.Pmem;

/**
 * What excuses an operation that fails although the specification has it done: too little room, a bad sector, a limit, a
 * capability that is not declared. No specification foresees these, but each shows, so that an error without its cause is
 * none of the surroundings.
 *
 * @param fs on which the operation failed, as it is afterwards
 * @param faulty whether something else is known to make accesses of the device fail: errors on its media, injected faults
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Surroundings(DaxFileSystem fs, BooleanSupplier faulty) {
    /** So many links an inode has at least (limits.h(0p), _POSIX_LINK_MAX). */
    private static final int LEAST_LINKS = 8;

    /** So many bytes a file can have at least (limits.h(0p), FILESIZEBITS: 32 bits, one of them the sign). */
    private static final long LEAST_FILE = Integer.MAX_VALUE;

    /** Blocks that metadata of one operation may need: logs, directories, maps. */
    private static final int METADATA = 32;

    /** What a file system may keep for itself: one block of so many. */
    private static final int RESERVE = 16;

    /** Whether this operation may fail for this reason, here and now. */
    public boolean excuse(Operation operation, Errno error) {
        return switch (error) {
            case ENOSPC -> isNearlyFull(fs.statfs(), stored(operation));
            case EIO ->
                faulty.getAsBoolean() || fs.isReadOnly() || !fs.mediaErrors().isEmpty();
            case EOPNOTSUPP -> isBeyondWhatIsDeclared(operation);
            case EFBIG -> end(operation) > LEAST_FILE;
            case EMLINK -> linked(operation).anyMatch(path -> links(path) >= LEAST_LINKS);
            default -> false;
        };
    }

    /**
     * Whether a file system has no room, or so little that something may be refused for that.
     *
     * @param bytes of data that are to be stored
     */
    static boolean isNearlyFull(StatFs room, long bytes) {
        long needed = Math.ceilDiv(bytes, Pmem.PAGE) + METADATA + room.blocks() / RESERVE;
        return room.freeBlocks() < needed || room.freeInodes() == 0;
    }

    /** The bytes that an operation stores at most; a clone stores what says where the blocks are, which is less. */
    private long stored(Operation operation) {
        return switch (operation) {
            case Operation.Write o -> o.length();
            case Operation.Append o -> o.length();
            case Operation.Tmpfile o -> o.length();
            case Operation.Fallocate o -> o.length();
            case Operation.MapStore o -> o.length() + Pmem.PAGE;
            case Operation.SetXattr o -> o.length();
            case Operation.Clone o -> size(o.from());
            case Operation.CloneRange o -> o.length() == 0 ? size(o.from()) : o.length();
            case Operation.Dedupe o -> o.length();
            default -> 0;
        };
    }

    /** Where the file would end. */
    private long end(Operation operation) {
        return switch (operation) {
            case Operation.Write o -> o.offset() + o.length();
            case Operation.Append o -> size(o.path()) + o.length();
            case Operation.Truncate o -> o.size();
            case Operation.Fallocate o ->
                o.mode() == FallocateMode.INSERT_RANGE ? size(o.path()) + o.length() : o.offset() + o.length();
            case Operation.CloneRange o -> o.offset() + stored(o);
            case Operation.MapStore o -> o.offset() + o.length();
            default -> 0;
        };
    }

    /** Nobody remounts below an operation who was not told how; MAP_SYNC is for files that are accessed directly now. */
    private boolean isBeyondWhatIsDeclared(Operation operation) {
        return switch (operation) {
            case Operation.Remount o -> true;
            case Operation.MapStore o when o.mode() == MapMode.SHARED_SYNC -> !isDirect(o.path(), operation);
            case Operation.Persist o -> !isDirect(o.path(), operation);
            default -> !fs.capabilities().containsAll(operation.needs());
        };
    }

    private boolean isDirect(String path, Operation operation) {
        return fs.capabilities().containsAll(operation.needs())
                && fs.exists(path)
                && fs.stat(path).dax();
    }

    private static Stream<String> linked(Operation operation) {
        return switch (operation) {
            case Operation.Link o -> Stream.of(o.existing());
            case Operation.Mkdir o -> Stream.of(parent(o.path()));
            case Operation.Rename o -> Stream.of(parent(o.from()), parent(o.to()));
            default -> Stream.of();
        };
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private int links(String path) {
        try {
            return fs.lstat(path).nlink();
        } catch (DaxFileSystemException nothingThere) {
            return 0;
        }
    }

    private long size(String path) {
        return fs.exists(path) ? fs.stat(path).size() : 0;
    }
}
