package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.DirectoryIndex.Named;
import org.powercut.pmem.Pmem;

/**
 * Rebuilds inodes in DRAM from the entries of their logs, and refuses entries that no operation writes.
 */
final class LogReplay implements LogReader.EntryVisitor {
    private static final FileType[] TYPES = FileType.values();

    private final Geometry geometry;
    private final int writeFlags;
    private final boolean attributesAllowed;
    /** What the two copies of the badblock log say. */
    final SectorSet badSectors = new SectorSet();

    final SectorSet badSectorsReplica = new SectorSet();

    /** What the log of snapshots says. */
    final SnapshotList snapshots = new SnapshotList();

    private final boolean knowsSnapshots;
    private long lastTxid;
    private long upTo = Long.MAX_VALUE;
    private long latest = PageWord.MAX_EPOCH;
    /** The epoch of the entry at hand. */
    private long epoch;

    private long lastEpoch;
    /** How many entries are still to come of a state that is said anew. */
    private long restating;

    private @Nullable Deaths deaths;
    private final PageMap.RunVisitor lost = (page, word, count) -> lost(word, count);

    /** @param features the superblock's incompatible feature bits */
    LogReplay(Geometry geometry, long features) {
        this.geometry = geometry;
        this.writeFlags = Features.writeFlags(features);
        this.attributesAllowed = (features & Layout.Superblock.FEATURE_ATTRIBUTES) != 0;
        this.knowsSnapshots = (features & Layout.Superblock.FEATURE_SNAPSHOTS) != 0;
    }

    /** Leaves out what came after an epoch. */
    void upTo(long lastEpoch) {
        upTo = lastEpoch;
    }

    /** Refuses what was made after the epoch that has begun: a snapshot is missing then. */
    void noLaterThan(long epochOfNow) {
        latest = epochOfNow;
    }

    /** The epoch that has begun. */
    long latest() {
        return latest;
    }

    /** Tells which blocks files have lost. */
    void tellDeaths(@Nullable Deaths listener) {
        deaths = listener;
    }

    /** The epoch of the last entry that was not left out. */
    long lastEpoch() {
        return lastEpoch;
    }

    private void begin() {
        epoch = 0;
        restating = 0;
        if (deaths != null) {
            deaths.begin();
        }
    }

    private void lost(long word, long count) {
        if (deaths != null) {
            deaths.lost(word, count, epoch);
        }
    }

    private void lost(@Nullable Xattr before) {
        if (before != null) {
            for (long word : before.words()) {
                lost(word, 1);
            }
        }
    }

    /** The log of the inode is at its end. */
    void finish(Inode inode) {
        if (restating > 0) {
            throw corrupt(
                    inode,
                    EntryType.RESET,
                    -1,
                    "entries",
                    (inode.log.tail() - 1) * Pmem.LINE,
                    "the log ends " + restating + " entries before the end of the state that it says anew");
        }
        if (deaths != null) {
            deaths.settle(inode);
        }
    }

    /** The greatest transaction number seen. */
    long lastTxid() {
        return lastTxid;
    }

    @Override
    public void entry(Inode inode, EntryType type, byte[] bytes, int at, long offset, int number) {
        lastTxid = Math.max(lastTxid, Bytes.getLong(bytes, at + Layout.Entry.TXID));
        if (number == 0) {
            begin();
        }
        long last = epoch;
        epoch = Bytes.getLong(bytes, at + Layout.Entry.EPOCH);
        if (epoch < last || epoch > latest) {
            throw corrupt(
                    inode,
                    type,
                    number,
                    "epoch",
                    offset + Layout.Entry.EPOCH,
                    "%d, not %d to %d".formatted(epoch, last, latest));
        }
        if (epoch > upTo) {
            return;
        }
        lastEpoch = epoch;
        apply(inode, type, bytes, at, offset, number);
        if (restating > 0 && type != EntryType.RESET && --restating == 0 && deaths != null) {
            deaths.settle(inode);
        }
    }

    private void apply(Inode inode, EntryType type, byte[] bytes, int at, long offset, int number) {
        boolean fits = switch (type) {
            case ATTR -> isForUsers(inode) && (attributesAllowed || !NewInode.isSpecial(inode.type));
            case XATTR -> attributesAllowed && isForUsers(inode);
            case DEVICE -> attributesAllowed && NewInode.isDevice(inode.type);
            case WRITE -> isFile(inode) || inode.type == FileType.SYMLINK;
            case SIZE -> isFile(inode);
            case SHIFT -> isFile(inode) && (writeFlags & Layout.WriteEntry.FLAG_UNWRITTEN) != 0;
            case SHARE -> isFile(inode) && (writeFlags & Layout.WriteEntry.FLAG_SHARED) != 0;
            case ADD_NAME, REMOVE_NAME -> inode.type == FileType.DIRECTORY;
            case BADBLOCK -> inode.ino == Layout.BADBLOCK_INO || inode.ino == Layout.BADBLOCK_REPLICA_INO;
            case SNAPSHOT -> inode.ino == Layout.SNAPSHOT_INO && knowsSnapshots;
            case RESET -> isForUsers(inode) && knowsSnapshots;
            case PAGE -> false;
        };
        if (!fits) {
            throw corrupt(
                    inode, type, number, "type", offset + Layout.Entry.TYPE, "a " + inode.type + " has no such entry");
        }
        switch (type) {
            case ATTR -> attributes(inode, bytes, at, offset, number);
            case XATTR -> lost(XattrReplay.replay(geometry, inode, bytes, at, offset, number));
            case DEVICE -> inode.device = Bytes.getLong(bytes, at + Layout.DeviceEntry.DEVICE);
            case WRITE -> write(inode, bytes, at, offset, number);
            case SIZE -> size(inode, bytes, at, offset, number);
            case SHIFT -> shift(inode, bytes, at, offset, number);
            case ADD_NAME -> addName(inode, bytes, at, offset, number);
            case REMOVE_NAME -> removeName(inode, bytes, at, offset, number);
            case BADBLOCK -> badblock(inode, bytes, at, offset, number);
            case SHARE -> share(inode, bytes, at, offset, number);
            case SNAPSHOT -> SnapshotReplay.entry(snapshots, inode, bytes, at, offset, number);
            case RESET -> reset(inode, bytes, at, offset, number);
            case PAGE -> throw new AssertionError(type);
        }
    }

    private static boolean isFile(Inode inode) {
        return inode.type == FileType.REGULAR && isForUsers(inode);
    }

    private static boolean isForUsers(Inode inode) {
        return inode.ino >= Layout.FIRST_FILE_INO || inode.ino == Layout.ROOT_INO;
    }

    /** What follows says the state anew; blocks that it does not name are lost. */
    private void reset(Inode inode, byte[] bytes, int at, long offset, int number) {
        restating = Bytes.getLong(bytes, at + Layout.ResetEntry.ENTRIES);
        if (restating < 1) {
            throw corrupt(
                    inode,
                    EntryType.RESET,
                    number,
                    "entries",
                    offset + Layout.ResetEntry.ENTRIES,
                    restating + ", not 1 or more");
        }
        inode.forEachRun(lost);
        inode.forget();
    }

    private void attributes(Inode inode, byte[] bytes, int at, long offset, int number) {
        int flags = Bytes.getShort(bytes, at + Layout.Entry.FLAGS);
        if ((flags & ~FileFlags.ALL) != 0) {
            throw corrupt(
                    inode,
                    EntryType.ATTR,
                    number,
                    "flags",
                    offset + Layout.Entry.FLAGS,
                    "0x%x, not 0 to 0x%x".formatted(flags, FileFlags.ALL));
        }
        inode.adoptFlags(flags);
        inode.mode = Bytes.getInt(bytes, at + Layout.AttrEntry.MODE);
        inode.uid = Bytes.getInt(bytes, at + Layout.AttrEntry.UID);
        inode.gid = Bytes.getInt(bytes, at + Layout.AttrEntry.GID);
        int nlink = Bytes.getInt(bytes, at + Layout.AttrEntry.NLINK);
        if (nlink == 0 && (inode.nlink > 0 || inode.unlinkedIn == 0)) {
            inode.unlinkedIn = epoch;
        }
        inode.nlink = nlink;
        inode.atime = Bytes.getLong(bytes, at + Layout.AttrEntry.ATIME);
        inode.mtime = Bytes.getLong(bytes, at + Layout.AttrEntry.MTIME);
        inode.ctime = Bytes.getLong(bytes, at + Layout.AttrEntry.CTIME);
    }

    private void write(Inode inode, byte[] bytes, int at, long offset, int number) {
        long page = Bytes.getLong(bytes, at + Layout.WriteEntry.PAGE);
        long blockAndBirth = Bytes.getLong(bytes, at + Layout.WriteEntry.BLOCK);
        long block = PageWord.block(blockAndBirth);
        long pages = Integer.toUnsignedLong(Bytes.getInt(bytes, at + Layout.WriteEntry.PAGES));
        long size = Bytes.getLong(bytes, at + Layout.WriteEntry.SIZE);
        boolean hole = block == 0 && inode.type == FileType.REGULAR;
        if (pages == 0 || !hole && (block < geometry.dataStart || block > geometry.dataEnd - pages)) {
            throw corrupt(
                    inode,
                    EntryType.WRITE,
                    number,
                    "block",
                    offset + Layout.WriteEntry.BLOCK,
                    "pages %d to %d; data lies in %d to %d"
                            .formatted(block, block + pages - 1, geometry.dataStart, geometry.dataEnd - 1));
        }
        if (page < 0 || page > PageMap.MAX_PAGES - pages) {
            throw corrupt(
                    inode,
                    EntryType.WRITE,
                    number,
                    "page",
                    offset + Layout.WriteEntry.PAGE,
                    page + ", not 0 to " + PageMap.MAX_PAGES);
        }
        checkSize(inode, EntryType.WRITE, size, offset + Layout.WriteEntry.SIZE, number);
        int flags = flags(inode, bytes, at, offset, number);
        checkBirth(inode, blockAndBirth, bytes, at, offset, number);
        if (hole) {
            inode.pages.remove(page, page + pages, lost);
        } else {
            long word = PageWord.of(block, PageWord.epoch(blockAndBirth), flags);
            for (long i = 0; i < pages; i++) {
                long before = inode.pages.put(page + i, word + i);
                if (before != PageWord.HOLE) {
                    lost(before, 1);
                }
            }
        }
        inode.size = size;
        inode.dataCrc = Bytes.getInt(bytes, at + Layout.WriteEntry.DATA_CRC);
        inode.mtime = inode.ctime = Bytes.getLong(bytes, at + Layout.WriteEntry.TIME);
    }

    private static void share(Inode inode, byte[] bytes, int at, long offset, int number) {
        long page = Bytes.getLong(bytes, at + Layout.ShareEntry.PAGE);
        long block = Bytes.getLong(bytes, at + Layout.ShareEntry.BLOCK);
        long pages = Integer.toUnsignedLong(Bytes.getInt(bytes, at + Layout.ShareEntry.PAGES));
        for (long i = 0; i < pages; i++) {
            long word = inode.pages.word(page + i);
            if (word == PageWord.HOLE || PageWord.block(word) != block + i) {
                throw corrupt(
                        inode,
                        EntryType.SHARE,
                        number,
                        "block",
                        offset + Layout.ShareEntry.BLOCK,
                        "page %d lies at block %d, not at %d".formatted(page + i, PageWord.block(word), block + i));
            }
            inode.pages.put(page + i, PageWord.shared(word));
        }
    }

    private static void checkBirth(Inode inode, long blockAndBirth, byte[] bytes, int at, long offset, int number) {
        long birth = PageWord.epoch(blockAndBirth);
        long epoch = Bytes.getLong(bytes, at + Layout.Entry.EPOCH);
        if (birth > epoch || blockAndBirth != PageWord.blockAndBirth(blockAndBirth)) {
            throw corrupt(
                    inode,
                    EntryType.WRITE,
                    number,
                    "birth",
                    offset + Layout.WriteEntry.BIRTH,
                    "0x%x, which is after the entry's epoch, %d".formatted(blockAndBirth >>> 40, epoch));
        }
    }

    private int flags(Inode inode, byte[] bytes, int at, long offset, int number) {
        int flags = Bytes.getShort(bytes, at + Layout.Entry.FLAGS);
        if ((flags & ~writeFlags) != 0) {
            throw corrupt(
                    inode,
                    EntryType.WRITE,
                    number,
                    "flags",
                    offset + Layout.Entry.FLAGS,
                    "0x%x, but the superblock's features allow 0x%x".formatted(flags, writeFlags));
        }
        return flags;
    }

    private void size(Inode inode, byte[] bytes, int at, long offset, int number) {
        long size = Bytes.getLong(bytes, at + Layout.SizeEntry.SIZE);
        checkSize(inode, EntryType.SIZE, size, offset + Layout.SizeEntry.SIZE, number);
        if ((Bytes.getShort(bytes, at + Layout.Entry.FLAGS) & Layout.SizeEntry.FLAG_KEEPS_BLOCKS) == 0) {
            inode.pages.removeFrom(FileSize.pages(size), lost);
        }
        inode.size = size;
        inode.mtime = inode.ctime = Bytes.getLong(bytes, at + Layout.SizeEntry.TIME);
    }

    private void shift(Inode inode, byte[] bytes, int at, long offset, int number) {
        long from = Bytes.getLong(bytes, at + Layout.ShiftEntry.FROM);
        long to = Bytes.getLong(bytes, at + Layout.ShiftEntry.TO);
        long size = Bytes.getLong(bytes, at + Layout.ShiftEntry.SIZE);
        checkSize(inode, EntryType.SHIFT, size, offset + Layout.ShiftEntry.SIZE, number);
        checkPage(inode, "from", from, offset + Layout.ShiftEntry.FROM, number);
        checkPage(inode, "to", to, offset + Layout.ShiftEntry.TO, number);
        if (to > from && inode.pages.nextMapped(PageMap.MAX_PAGES - (to - from)) >= 0) {
            checkPage(inode, "to", PageMap.MAX_PAGES, offset + Layout.ShiftEntry.TO, number);
        }
        inode.pages.move(from, to, lost);
        inode.size = size;
        inode.mtime = inode.ctime = Bytes.getLong(bytes, at + Layout.ShiftEntry.TIME);
    }

    private static void checkPage(Inode inode, String field, long page, long offset, int number) {
        if (page < 0 || page >= PageMap.MAX_PAGES) {
            throw corrupt(
                    inode,
                    EntryType.SHIFT,
                    number,
                    field,
                    offset,
                    page + ", and pages must stay below " + PageMap.MAX_PAGES);
        }
    }

    private static void checkSize(Inode inode, EntryType type, long size, long offset, int number) {
        if (size < 0 || size > FileSize.MAX) {
            throw corrupt(inode, type, number, "size", offset, size + ", not 0 to " + FileSize.MAX);
        }
    }

    private void addName(Inode inode, byte[] bytes, int at, long offset, int number) {
        long ino = Bytes.getLong(bytes, at + Layout.NameEntry.INO);
        int type = Bytes.getShort(bytes, at + Layout.NameEntry.FILE_TYPE);
        String name = name(inode, EntryType.ADD_NAME, bytes, at, offset, number);
        if (!geometry.isInode(ino) || ino < Layout.FIRST_FILE_INO) {
            throw corrupt(
                    inode,
                    EntryType.ADD_NAME,
                    number,
                    "ino",
                    offset + Layout.NameEntry.INO,
                    ino + ", not " + Layout.FIRST_FILE_INO + " to " + (geometry.inodes - 1));
        }
        if (type < 1 || type > TYPES.length) {
            throw corrupt(
                    inode,
                    EntryType.ADD_NAME,
                    number,
                    "file_type",
                    offset + Layout.NameEntry.FILE_TYPE,
                    type + ", not 1 to " + TYPES.length);
        }
        if (!inode.names.add(name, new Named(ino, TYPES[type - 1]))) {
            throw corrupt(
                    inode,
                    EntryType.ADD_NAME,
                    number,
                    "name",
                    offset + Layout.NameEntry.NAME,
                    "the directory has the name '" + name + "' already");
        }
        changedDirectory(inode, bytes, at);
    }

    private void removeName(Inode inode, byte[] bytes, int at, long offset, int number) {
        String name = name(inode, EntryType.REMOVE_NAME, bytes, at, offset, number);
        if (!inode.names.remove(name)) {
            throw corrupt(
                    inode,
                    EntryType.REMOVE_NAME,
                    number,
                    "name",
                    offset + Layout.NameEntry.NAME,
                    "the directory has no name '" + name + "'");
        }
        changedDirectory(inode, bytes, at);
    }

    private static void changedDirectory(Inode inode, byte[] bytes, int at) {
        inode.nlink = Bytes.getInt(bytes, at + Layout.NameEntry.DIRECTORY_NLINK);
        inode.mtime = inode.ctime = Bytes.getLong(bytes, at + Layout.NameEntry.TIME);
    }

    private static String name(Inode inode, EntryType type, byte[] bytes, int at, long offset, int number) {
        int length = Bytes.getShort(bytes, at + Layout.NameEntry.NAME_LENGTH);
        int room = bytes[at + Layout.Entry.LINES] * 64 - Layout.NameEntry.NAME;
        if (length < 1 || length > Names.MAX_LENGTH || length > room) {
            throw corrupt(
                    inode,
                    type,
                    number,
                    "name_length",
                    offset + Layout.NameEntry.NAME_LENGTH,
                    length + ", not 1 to " + Math.min(room, Names.MAX_LENGTH));
        }
        int start = at + Layout.NameEntry.NAME;
        String name = new String(bytes, start, length, StandardCharsets.UTF_8);
        boolean wellFormed = name.indexOf('\uFFFD') < 0
                || Arrays.equals(name.getBytes(StandardCharsets.UTF_8), 0, length, bytes, start, start + length);
        if (!wellFormed || !Names.isName(name)) {
            throw corrupt(inode, type, number, "name", offset + Layout.NameEntry.NAME, "'" + name + "' is no name");
        }
        return name;
    }

    private void badblock(Inode inode, byte[] bytes, int at, long offset, int number) {
        long sector = Bytes.getLong(bytes, at + Layout.BadblockEntry.SECTOR);
        long count = Bytes.getLong(bytes, at + Layout.BadblockEntry.COUNT);
        long state = Bytes.getLong(bytes, at + Layout.BadblockEntry.STATE);
        long sectors = geometry.pages * SectorSet.PER_PAGE;
        if (sector < 0 || count < 1 || count > sectors || sector > sectors - count) {
            throw corrupt(
                    inode,
                    EntryType.BADBLOCK,
                    number,
                    "sector",
                    offset + Layout.BadblockEntry.SECTOR,
                    "sectors %d to %d of %d".formatted(sector, sector + count - 1, sectors));
        }
        SectorSet set = inode.ino == Layout.BADBLOCK_INO ? badSectors : badSectorsReplica;
        if (state == Layout.BadblockEntry.BAD) {
            set.add(sector, count);
        } else if (state == Layout.BadblockEntry.DROPPED) {
            set.remove(sector, count);
        } else {
            throw corrupt(
                    inode,
                    EntryType.BADBLOCK,
                    number,
                    "state",
                    offset + Layout.BadblockEntry.STATE,
                    state + ", not 0 (dropped) or 1 (bad)");
        }
    }

    private static CorruptFileSystemException corrupt(
            Inode inode, EntryType type, int number, String field, long offset, String detail) {
        return new CorruptFileSystemException(LogReader.entryName(inode.ino, number, type), field, offset, detail);
    }
}
