package org.powercut.suites.undofs;

import org.powercut.pmem.Pmem;

/** Where everything lies. All numbers are in bytes of the device or of the struct that the name begins with. */
final class Layout {
    /** {@code undo-fs1}, little endian. */
    static final long MAGIC = 0x3173_662d_6f64_6e75L;

    // superblock: page 0

    static final long SUPER_MAGIC = 0;
    static final long SUPER_SIZE = 8;
    static final long SUPER_INODES = 16;
    static final long SUPER_CHECKSUM = 24;
    /** The first inode of the trim list, or 0; on a line of its own. */
    static final long SUPER_TRIM = 64;

    // journal: a line with the generation, then records of one line each

    static final long JOURNAL = Pmem.PAGE;
    static final int JOURNAL_PAGES = 4;
    static final int RECORDS = JOURNAL_PAGES * Pmem.PAGE / Pmem.LINE - 1;
    static final int RECORD_ADDRESS = 0;
    static final int RECORD_WORDS = 8;
    static final int RECORD_OLD = 16;
    /** How many words one record can hold. */
    static final int RECORD_CAPACITY = 5;
    /** Stored last: a record counts if it is of the journal's generation. */
    static final int RECORD_GENERATION = 56;

    // inode table

    static final long INODES = JOURNAL + (long) JOURNAL_PAGES * Pmem.PAGE;
    static final int INODE = 128;
    /** 0 if the inode is free; else the type, and the permission bits from bit 8 on. */
    static final int INODE_KIND = 0;

    static final int INODE_LINKS = 8;
    static final int INODE_SIZE = 16;
    /** Address of the root of the block map, with the tree's height in its lowest bits. */
    static final int INODE_ROOT = 24;

    static final int INODE_MTIME = 32;
    static final int INODE_CTIME = 40;
    /** The next inode of the trim list. */
    static final int INODE_NEXT = 48;
    /** The owner, and the group from bit 32 on. */
    static final int INODE_OWNER = 56;

    static final int INODE_ATIME = 64;
    static final int INODE_BTIME = 72;
    static final int INODE_GENERATION = 80;

    // directory slot: five lines, twelve to a block

    static final int SLOT = 5 * Pmem.LINE;
    static final int SLOTS = Pmem.PAGE / SLOT;
    /** 0 if the slot is free. */
    static final int SLOT_INODE = 0;
    /** The length of the name, and the type from bit 8 on. */
    static final int SLOT_KIND = 8;

    static final int SLOT_NAME = 16;

    private Layout() {}

    /** Where the blocks begin, behind the table of {@code inodes}. */
    static long blocks(long inodes) {
        return Pmem.ceil(INODES + inodes * INODE, Pmem.PAGE);
    }

    static long record(int index) {
        return JOURNAL + (index + 1L) * Pmem.LINE;
    }

    static long inode(long number) {
        return INODES + (number - 1) * INODE;
    }
}
