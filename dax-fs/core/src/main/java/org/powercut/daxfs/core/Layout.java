package org.powercut.daxfs.core;

import java.util.List;

/**
 * The on-media format, described once: every struct with its fields, in the order in which they lie on the media.
 * Numbers are little endian. A {@code crc} field is CRC32C over the bytes of its struct that follow it (see
 * {@link Checksum}); words that commit an operation lie outside the CRC and carry a check of their own ({@link
 * TailWord}). docs/on-media-format.md explains the why.
 */
final class Layout {
    /** The place of the superblock, the journal and the inode table, in pages; their replicas mirror them. */
    static final long SUPERBLOCK_PAGE = 0;

    static final long JOURNAL_PAGE = 1;
    static final long INODE_TABLE_PAGE = 2;

    static final long MAGIC = 0x3130_3053_4658_4144L; // "DAXFS001"
    /** The one version that a mount knows. Version 1 had smaller journal slots. */
    static final int VERSION = 2;

    static final int INODE_MAGIC = 0x444F_4E49; // "INOD"

    static final long ROOT_INO = 1;
    /** The two copies of the badblock log. */
    static final long BADBLOCK_INO = 2;

    static final long BADBLOCK_REPLICA_INO = 3;
    /** The log of snapshots. */
    static final long SNAPSHOT_INO = 4;

    /** Inodes below this number are the file system's own. */
    static final long FIRST_FILE_INO = 8;

    /** The one copy of each fact about the whole file system. At page 0, and at the last page. */
    static final class Superblock {
        private static final Struct.Builder S = Struct.named("superblock");
        static final int CRC = S.field("crc", 4);
        static final int VERSION = S.field("version", 4);
        static final int MAGIC = S.field("magic", 8);
        static final int GENERATION = S.field("generation", 8);
        static final int UUID = S.field("uuid", 16);
        static final int PAGES = S.field("pages", 8);
        static final int INODES = S.field("inodes", 8);
        static final int INCOMPATIBLE = S.field("incompatible", 8);
        static final int READ_ONLY_COMPATIBLE = S.field("read_only_compatible", 8);
        static final int COMPATIBLE = S.field("compatible", 8);
        static final int EPOCH = S.field("epoch", 8);
        static final int MOUNT_STATE = S.field("mount_state", 8);
        static final int DEVICE_ID = S.field("device_id", 8);
        static final int UNSAFE_SHUTDOWNS = S.field("unsafe_shutdowns", 8);
        static final int IN_USE = S.field("in_use", 8);
        static final int CHECKPOINT = S.field("checkpoint", 8);
        static final int DIRTY_SHUTDOWNS = S.field("dirty_shutdowns", 8);
        /** The length of the checkpoint, in bytes, and its CRC32C. */
        static final int CHECKPOINT_LENGTH = S.field("checkpoint_length", 8);

        static final int CHECKPOINT_CRC = S.field("checkpoint_crc", 8);
        /** UTF-8, zeros behind it. */
        static final int LABEL = S.field("label", 64);

        static final Struct STRUCT = S.build(256);

        static final int LABEL_LENGTH = 64;

        /** Bits of {@link #INCOMPATIBLE}: there are snapshots, or were. */
        static final long FEATURE_SNAPSHOTS = 1;
        /** Blocks can be shared. */
        static final long FEATURE_REFLINK = 2;
        /** There is a table of data checksums; only mkfs can make one. */
        static final long FEATURE_CHECKSUMS = 4;
        /** Blocks can be given to files in advance, and pages can move within a file. */
        static final long FEATURE_UNWRITTEN = 8;
        /** There are extended attributes or special files. */
        static final long FEATURE_ATTRIBUTES = 16;

        static final long FEATURES =
                FEATURE_SNAPSHOTS | FEATURE_REFLINK | FEATURE_CHECKSUMS | FEATURE_UNWRITTEN | FEATURE_ATTRIBUTES;

        private Superblock() {}
    }

    /** What a checkpoint begins with. Pairs follow: runs of inodes, directories with their parents, runs of blocks. */
    static final class Checkpoint {
        static final long MAGIC_NUMBER = 0x4B48_4353_4658_4144L; // "DAXFSCHK"

        private static final Struct.Builder S = Struct.named("checkpoint");
        static final int MAGIC = S.field("magic", 8);
        static final int JOURNAL_SEQUENCE = S.field("journal_sequence", 8);
        static final int LAST_TXID = S.field("last_txid", 8);
        static final int INODES_END = S.field("inodes_end", 8);
        static final int INODE_RUNS = S.field("inode_runs", 8);
        static final int DIRECTORIES = S.field("directories", 8);
        static final int BLOCK_RUNS = S.field("block_runs", 8);
        static final Struct STRUCT = S.build(64);

        private Checkpoint() {}
    }

    /** One of the two slots of the journal; operations take them in turn. */
    static final class Slot {
        static final int ENTRIES = 84;
        static final int ENTRY_LENGTH = 24;

        private static final Struct.Builder S = Struct.named("slot");
        /** Sequence number (low half) and CRC32C of the rest (high half): one 8-byte store commits. */
        static final int COMMIT = S.field("commit", 8);

        static final int COUNT = S.field("count", 8);
        static final int FIRST = entries();
        static final Struct STRUCT = S.build(2048);

        /** Within an entry. */
        static final int INO = 0;

        static final int OLD = 8;
        static final int NEW = 16;

        private static int entries() {
            int first = -1;
            for (int i = 0; i < ENTRIES; i++) {
                int ino = S.field("entry[" + i + "].ino", 8);
                S.field("entry[" + i + "].old", 8);
                S.field("entry[" + i + "].new", 8);
                first = i == 0 ? ino : first;
            }
            return first;
        }

        private Slot() {}
    }

    /** An inode: what never changes while it is in use, and the words that commit its logs. */
    static final class Inode {
        private static final Struct.Builder S = Struct.named("inode");
        static final int CRC = S.field("crc", 4);
        static final int MAGIC = S.field("magic", 4);
        static final int INO = S.field("ino", 8);
        static final int GENERATION = S.field("generation", 8);
        static final int TYPE = S.field("type", 4);
        /** Reserved; the flags of a file stand in its attr entries, since they can change. */
        static final int UNUSED_FLAGS = S.field("unused_flags", 4);

        static final int EPOCH = S.field("epoch", 8);
        static final int BIRTH_TIME = S.field("birth_time", 8);
        static final int UNUSED_TAIL = S.field("unused_tail", 8);
        static final int LOG_TAIL = S.field("log_tail", 8);
        static final Struct STRUCT = S.build(128);

        /** What the CRC covers ends here. */
        static final int IDENTITY = UNUSED_TAIL;

        /** What is in use of the struct: the first line. */
        static final int USED = 64;

        private Inode() {}
    }

    /** What every log entry begins with. */
    static final class Entry {
        static final int CRC = 0;
        static final int TYPE = 4;
        static final int LINES = 5;
        static final int FLAGS = 6;
        static final int TXID = 8;
        static final int EPOCH = 16;
        static final int BODY = 24;

        private static Struct.Builder begin(String name) {
            Struct.Builder builder = Struct.named(name);
            builder.field("crc", 4);
            builder.field("type", 1);
            builder.field("lines", 1);
            builder.field("flags", 2);
            builder.field("txid", 8);
            builder.field("epoch", 8);
            return builder;
        }

        private Entry() {}
    }

    /** First entry of each log page: the page before it in the log. */
    static final class PageEntry {
        private static final Struct.Builder S = Entry.begin("page");
        static final int PREVIOUS = S.field("previous", 8);
        static final int PREVIOUS_LINES = S.field("previous_lines", 8);
        static final int INDEX = S.field("index", 8);
        static final Struct STRUCT = S.build(64);

        private PageEntry() {}
    }

    /** All attributes but the size. The header's flags are those of {@link FileFlags}. */
    static final class AttrEntry {
        private static final Struct.Builder S = Entry.begin("attr");
        static final int MODE = S.field("mode", 4);
        static final int UID = S.field("uid", 4);
        static final int GID = S.field("gid", 4);
        static final int NLINK = S.field("nlink", 4);
        static final int ATIME = S.field("atime", 8);
        static final int MTIME = S.field("mtime", 8);
        static final int CTIME = S.field("ctime", 8);
        static final Struct STRUCT = S.build(64);

        private AttrEntry() {}
    }

    /** File pages that now lie at other blocks, or nowhere (block 0: a hole), and the file's size. */
    static final class WriteEntry {
        private static final Struct.Builder S = Entry.begin("write");
        static final int PAGE = S.field("page", 8);
        static final int BLOCK = S.field("block", 5);
        /** The epoch in which the file got the blocks; the entry's own, or one before it. */
        static final int BIRTH = S.field("birth", 3);

        static final int PAGES = S.field("pages", 4);
        /** CRC32C of a symbolic link's target; 0 for files. */
        static final int DATA_CRC = S.field("data_crc", 4);

        static final int SIZE = S.field("size", 8);
        static final int TIME = S.field("time", 8);
        static final Struct STRUCT = S.build(64);

        /** The blocks hold nothing yet; the pages read as zeros. */
        static final int FLAG_UNWRITTEN = 1;
        /** Other pages, of this file or others, can have the same blocks, if all of them say so. */
        static final int FLAG_SHARED = 2;
        /** The checksums of the blocks count. */
        static final int FLAG_CHECKSUMMED = 4;

        static final int FLAGS = FLAG_UNWRITTEN | FLAG_SHARED | FLAG_CHECKSUMMED;

        private WriteEntry() {}
    }

    /** A new size; whole pages past it are holes from here on, unless the entry has the flag. */
    static final class SizeEntry {
        private static final Struct.Builder S = Entry.begin("size");
        static final int SIZE = S.field("size", 8);
        static final int TIME = S.field("time", 8);
        static final Struct STRUCT = S.build(64);

        /** In the header's flags: blocks past the new size stay, which is greater than the one before. */
        static final int FLAG_KEEPS_BLOCKS = 1;

        private SizeEntry() {}
    }

    /** Pages that move: those from {@code from} on lie at {@code to} and on; those in between are lost. */
    static final class ShiftEntry {
        private static final Struct.Builder S = Entry.begin("shift");
        static final int FROM = S.field("from", 8);
        static final int TO = S.field("to", 8);
        static final int SIZE = S.field("size", 8);
        static final int TIME = S.field("time", 8);
        static final Struct STRUCT = S.build(64);

        private ShiftEntry() {}
    }

    /** A name that a directory gains or loses. One line, and more for a name beyond 16 bytes. */
    static final class NameEntry {
        private static final Struct.Builder S = Entry.begin("name");
        static final int INO = S.field("ino", 8);
        static final int TIME = S.field("time", 8);
        static final int DIRECTORY_NLINK = S.field("directory_nlink", 4);
        static final int NAME_LENGTH = S.field("name_length", 2);
        static final int FILE_TYPE = S.field("file_type", 2);
        static final int NAME = S.field("name", 16);
        static final Struct STRUCT = S.build(64);

        private NameEntry() {}
    }

    /**
     * An extended attribute that is set or removed. One line, and more for long names and values: behind the name lies the
     * value, or the blocks that hold it: each its number (5 bytes) and its epoch of birth (3).
     */
    static final class XattrEntry {
        private static final Struct.Builder S = Entry.begin("xattr");
        static final int TIME = S.field("time", 8);
        static final int VALUE_LENGTH = S.field("value_length", 4);
        static final int VALUE_CRC = S.field("value_crc", 4);
        static final int NAME_LENGTH = S.field("name_length", 2);
        static final int PLACE = S.field("place", 2);
        static final int NAME = S.field("name", 20);
        static final Struct STRUCT = S.build(64);

        /** Places of a value. */
        static final int REMOVED = 0;

        static final int INLINE = 1;
        static final int IN_BLOCKS = 2;

        private XattrEntry() {}
    }

    /** What a device node stands for. */
    static final class DeviceEntry {
        private static final Struct.Builder S = Entry.begin("device");
        static final int DEVICE = S.field("device", 8);
        static final Struct STRUCT = S.build(64);

        private DeviceEntry() {}
    }

    /** Sectors that went bad or were healed. */
    static final class BadblockEntry {
        private static final Struct.Builder S = Entry.begin("badblock");
        static final int SECTOR = S.field("sector", 8);
        static final int COUNT = S.field("count", 8);
        static final int STATE = S.field("state", 8);
        static final Struct STRUCT = S.build(64);

        static final long DROPPED = 0;
        static final long BAD = 1;

        private BadblockEntry() {}
    }

    /** File pages whose blocks other pages, of this file or others, can have too from here on. */
    static final class ShareEntry {
        private static final Struct.Builder S = Entry.begin("share");
        static final int PAGE = S.field("page", 8);
        static final int BLOCK = S.field("block", 8);
        static final int PAGES = S.field("pages", 4);
        static final Struct STRUCT = S.build(64);

        private ShareEntry() {}
    }

    /** A snapshot that was made or deleted. One line, and more for a name beyond 16 bytes. */
    static final class SnapshotEntry {
        private static final Struct.Builder S = Entry.begin("snapshot");
        /** The last epoch that the snapshot shows. */
        static final int SNAPSHOT_EPOCH = S.field("snapshot_epoch", 8);

        static final int TIME = S.field("time", 8);
        static final int STATE = S.field("state", 4);
        static final int NAME_LENGTH = S.field("name_length", 2);
        static final int UNUSED = S.field("unused", 2);
        static final int NAME = S.field("name", 16);
        static final Struct STRUCT = S.build(64);

        static final int DELETED = 0;
        static final int MADE = 1;
        /** No snapshot; says only that the epoch has been used. */
        static final int EPOCH_ONLY = 2;

        private SnapshotEntry() {}
    }

    /** Forgets what the entries before it say; the next {@code entries} entries say what is the state instead. */
    static final class ResetEntry {
        private static final Struct.Builder S = Entry.begin("reset");
        static final int ENTRIES = S.field("entries", 8);
        static final Struct STRUCT = S.build(64);

        private ResetEntry() {}
    }

    /** A {@link ChecksumWord}: one for each block of the device. */
    static final class DataChecksum {
        private static final Struct.Builder S = Struct.named("checksum");

        static {
            S.field("crc", 4);
            S.field("state", 2);
            S.field("check", 2);
        }

        static final Struct STRUCT = S.build(8);

        private DataChecksum() {}
    }

    /** Every struct there is. */
    static final List<Struct> STRUCTS = List.of(
            Superblock.STRUCT,
            Checkpoint.STRUCT,
            Slot.STRUCT,
            Inode.STRUCT,
            PageEntry.STRUCT,
            AttrEntry.STRUCT,
            WriteEntry.STRUCT,
            SizeEntry.STRUCT,
            NameEntry.STRUCT,
            BadblockEntry.STRUCT,
            XattrEntry.STRUCT,
            DeviceEntry.STRUCT,
            ShiftEntry.STRUCT,
            ShareEntry.STRUCT,
            SnapshotEntry.STRUCT,
            ResetEntry.STRUCT,
            DataChecksum.STRUCT);

    private Layout() {}
}
