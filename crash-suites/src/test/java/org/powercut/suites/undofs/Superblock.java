package org.powercut.suites.undofs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * What never changes after mkfs.
 *
 * @param size bytes of the device that are used
 * @param inodes how many the table has
 */
record Superblock(long size, long inodes) {
    private static final String STRUCT = "superblock";

    void write(PmemDevice device) {
        device.putLong(Layout.SUPER_SIZE, size);
        device.putLong(Layout.SUPER_INODES, inodes);
        device.putLong(Layout.SUPER_CHECKSUM, checksum());
        device.putLong(Layout.SUPER_TRIM, 0);
        device.putLong(Layout.SUPER_MAGIC, Layout.MAGIC);
        device.flush(0, 2 * Pmem.LINE);
        device.fence();
    }

    static Superblock read(PmemDevice device) {
        if (device.size() < UndoFsProvider.MINIMUM_SIZE || device.getLong(Layout.SUPER_MAGIC) != Layout.MAGIC) {
            throw new CorruptFileSystemException(
                    STRUCT, "magic", Layout.SUPER_MAGIC, "there is no undo-fs here; make one with mkfs");
        }
        Superblock found = new Superblock(device.getLong(Layout.SUPER_SIZE), device.getLong(Layout.SUPER_INODES));
        if (device.getLong(Layout.SUPER_CHECKSUM) != found.checksum()) {
            throw new CorruptFileSystemException(
                    STRUCT, "checksum", Layout.SUPER_CHECKSUM, "it does not fit size and inodes");
        }
        if (found.size > device.size()) {
            throw new CorruptFileSystemException(
                    STRUCT, "size", Layout.SUPER_SIZE, found.size + " bytes, but the device has " + device.size());
        }
        return found;
    }

    /** Where the blocks begin. */
    long firstBlock() {
        return Layout.blocks(inodes);
    }

    /** How many blocks there are. */
    int blocks() {
        return Math.toIntExact((size - firstBlock()) / Pmem.PAGE);
    }

    private long checksum() {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(3 * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Layout.MAGIC)
                .putLong(size)
                .putLong(inodes)
                .flip());
        return crc.getValue();
    }
}
