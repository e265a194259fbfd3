package org.powercut.suites.undofs;

import org.powercut.daxfs.FileType;
import org.powercut.pmem.PmemDevice;

/** One inode, read from its place in the table each time. Changes go through a {@link Transaction}. */
record Inode(PmemDevice device, long number) {
    private static final int TYPES = FileType.values().length;

    long address(int field) {
        return Layout.inode(number) + field;
    }

    long get(int field) {
        return device.getLong(address(field));
    }

    boolean isFree() {
        return get(Layout.INODE_KIND) == 0;
    }

    /** Whether the kind is one that there is. */
    boolean isValid() {
        long type = get(Layout.INODE_KIND) & 0xff;
        return type >= 1 && type <= TYPES;
    }

    FileType type() {
        return FileType.values()[(int) (get(Layout.INODE_KIND) & 0xff) - 1];
    }

    boolean isDirectory() {
        return type() == FileType.DIRECTORY;
    }

    int mode() {
        return (int) (get(Layout.INODE_KIND) >>> 8);
    }

    long links() {
        return get(Layout.INODE_LINKS);
    }

    long size() {
        return get(Layout.INODE_SIZE);
    }

    static long kind(FileType type, int mode) {
        return type.ordinal() + 1 | (long) mode << 8;
    }

    static long owner(int uid, int gid) {
        return Integer.toUnsignedLong(uid) | (long) gid << 32;
    }
}
