package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.UUID;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The superblock and its replica: written by mkfs, read and weighed by every mount. The copy with the newest
 * generation among those that are whole wins; the other one is repaired from it.
 */
final class Superblock {
    private static final int LENGTH = Layout.Superblock.STRUCT.length();
    private static final int CRC_START = Layout.Superblock.CRC + 4;

    private final byte[] bytes;
    final Geometry geometry;

    /** Whether the primary (at page 0) or the replica is to be written from the copy that won. */
    final boolean primaryDamaged;

    final boolean replicaDamaged;

    private Superblock(byte[] bytes, Geometry geometry, boolean primaryDamaged, boolean replicaDamaged) {
        this.bytes = bytes;
        this.geometry = geometry;
        this.primaryDamaged = primaryDamaged;
        this.replicaDamaged = replicaDamaged;
    }

    /** A superblock for a new file system. */
    static Superblock create(Geometry geometry, byte[] label, UUID uuid) {
        byte[] bytes = new byte[LENGTH];
        Bytes.putInt(bytes, Layout.Superblock.VERSION, Layout.VERSION);
        Bytes.putLong(bytes, Layout.Superblock.MAGIC, Layout.MAGIC);
        Bytes.putLong(bytes, Layout.Superblock.GENERATION, 1);
        Bytes.putLong(bytes, Layout.Superblock.UUID, uuid.getMostSignificantBits());
        Bytes.putLong(bytes, Layout.Superblock.UUID + 8, uuid.getLeastSignificantBits());
        System.arraycopy(label, 0, bytes, Layout.Superblock.LABEL, label.length);
        Bytes.putLong(bytes, Layout.Superblock.PAGES, geometry.pages);
        Bytes.putLong(bytes, Layout.Superblock.INODES, geometry.inodes);
        long features = geometry.hasChecksums() ? Layout.Superblock.FEATURE_CHECKSUMS : 0;
        Bytes.putLong(bytes, Layout.Superblock.INCOMPATIBLE, features);
        Bytes.putLong(bytes, Layout.Superblock.EPOCH, 1);
        Bytes.putInt(bytes, Layout.Superblock.CRC, new Checksum().of(bytes, CRC_START, LENGTH));
        return new Superblock(bytes, geometry, true, true);
    }

    /**
     * Reads both copies.
     *
     * @throws CorruptFileSystemException if neither is whole, or the whole one says what cannot be
     * @throws NotSupportedException if the file system is of another version, or uses features that are not known
     */
    static Superblock read(PmemDevice device) {
        if (device.size() < Geometry.MINIMUM_PAGES * Pmem.PAGE) {
            throw corrupt(0, "pages", 0, "a device of " + device.size() + " bytes is too small for a file system");
        }
        byte[] primary = new byte[LENGTH];
        byte[] replica = new byte[LENGTH];
        boolean primaryWhole = load(device, 0, primary);
        boolean replicaWhole = load(device, lastPage(device), replica);
        if (!primaryWhole && !replicaWhole) {
            throw new CorruptFileSystemException(
                    "superblock[0]",
                    "crc",
                    Layout.Superblock.CRC,
                    "neither this superblock nor its replica is whole; a dax-fs device has one at its first and one at"
                            + " its last page");
        }
        boolean replicaWins = !primaryWhole || replicaWhole && generation(replica) > generation(primary);
        byte[] winner = replicaWins ? replica : primary;
        Geometry geometry = geometry(winner, replicaWins ? lastPage(device) : 0, replicaWins ? 1 : 0, device.size());
        boolean same = Arrays.equals(primary, replica);
        return new Superblock(winner, geometry, replicaWins && !same, !replicaWins && !same);
    }

    long epoch() {
        return Bytes.getLong(bytes, Layout.Superblock.EPOCH);
    }

    /** The features that a mount must know. */
    long incompatible() {
        return Bytes.getLong(bytes, Layout.Superblock.INCOMPATIBLE);
    }

    /** A field of 8 bytes. */
    long number(int field) {
        return Bytes.getLong(bytes, field);
    }

    /** Says, durably and in both copies, where the checkpoint lies. */
    synchronized void nameCheckpoint(PmemDevice device, long block, long length, long crc) {
        Bytes.putLong(bytes, Layout.Superblock.CHECKPOINT_LENGTH, length);
        Bytes.putLong(bytes, Layout.Superblock.CHECKPOINT_CRC, crc);
        update(device, Layout.Superblock.CHECKPOINT, block);
    }

    /** As {@link #update(PmemDevice, int[], long[])}, of one field. */
    void update(PmemDevice device, int field, long value) {
        update(device, new int[] {field}, new long[] {value});
    }

    /** Changes fields of 8 bytes in both copies, durably, one after the other: one of them is whole at any time. */
    synchronized void update(PmemDevice device, int[] fields, long[] values) {
        for (int i = 0; i < fields.length; i++) {
            Bytes.putLong(bytes, fields[i], values[i]);
        }
        Bytes.putLong(bytes, Layout.Superblock.GENERATION, generation(bytes) + 1);
        Bytes.putInt(bytes, Layout.Superblock.CRC, new Checksum().of(bytes, CRC_START, LENGTH));
        updatePrimary(device);
        updateReplica(device);
    }

    private void updatePrimary(PmemDevice device) {
        store(device, 0);
        device.fence();
    }

    private void updateReplica(PmemDevice device) {
        store(device, geometry.replicaOffset(0));
        device.fence();
    }

    /** Writes the copies that are damaged, durably. A mount finds one at most, since the other one tells what to write. */
    void repair(PmemDevice device) {
        if (primaryDamaged) {
            store(device, 0);
        }
        if (replicaDamaged) {
            store(device, geometry.replicaOffset(0));
        }
        if (primaryDamaged || replicaDamaged) {
            device.fence();
        }
    }

    private void store(PmemDevice device, long offset) {
        Poison.clearListed(device, offset, Pmem.PAGE);
        device.putBytes(offset, MemorySegment.ofArray(bytes), 0, LENGTH);
        device.flush(offset, LENGTH);
    }

    private static boolean load(PmemDevice device, long offset, byte[] target) {
        try {
            device.getBytes(offset, MemorySegment.ofArray(target), 0, LENGTH);
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return false;
        }
        return Bytes.getLong(target, Layout.Superblock.MAGIC) == Layout.MAGIC
                && Bytes.getInt(target, Layout.Superblock.CRC) == new Checksum().of(target, CRC_START, LENGTH);
    }

    private static Geometry geometry(byte[] bytes, long offset, int copy, long deviceSize) {
        int version = Bytes.getInt(bytes, Layout.Superblock.VERSION);
        if (version != Layout.VERSION) {
            throw new NotSupportedException(
                    "the file system has version %d of the on-media format; only version %d is known, which mkfs makes"
                            .formatted(version, Layout.VERSION));
        }
        long unknown = Bytes.getLong(bytes, Layout.Superblock.INCOMPATIBLE) & ~Layout.Superblock.FEATURES
                | Bytes.getLong(bytes, Layout.Superblock.READ_ONLY_COMPATIBLE);
        if (unknown != 0) {
            throw new NotSupportedException(
                    "the file system uses features 0x%x, which this version does not know".formatted(unknown));
        }
        long pages = Bytes.getLong(bytes, Layout.Superblock.PAGES);
        long inodes = Bytes.getLong(bytes, Layout.Superblock.INODES);
        if (pages != deviceSize / Pmem.PAGE) {
            throw corrupt(
                    copy,
                    "pages",
                    offset + Layout.Superblock.PAGES,
                    pages + " pages, but the device has " + deviceSize / Pmem.PAGE);
        }
        long epoch = Bytes.getLong(bytes, Layout.Superblock.EPOCH);
        if (epoch < 0 || epoch > PageWord.MAX_EPOCH) {
            throw corrupt(copy, "epoch", offset + Layout.Superblock.EPOCH, epoch + ", not 0 to " + PageWord.MAX_EPOCH);
        }
        if (!Geometry.isPossible(pages, inodes)) {
            throw corrupt(
                    copy,
                    "inodes",
                    offset + Layout.Superblock.INODES,
                    inodes + " inodes do not fit on " + pages + " pages in whole pages of " + Geometry.INODES_PER_PAGE);
        }
        long features = Bytes.getLong(bytes, Layout.Superblock.INCOMPATIBLE);
        return new Geometry(pages, inodes, (features & Layout.Superblock.FEATURE_CHECKSUMS) != 0);
    }

    private static CorruptFileSystemException corrupt(int copy, String field, long offset, String detail) {
        return new CorruptFileSystemException("superblock[" + copy + "]", field, offset, detail);
    }

    private static long generation(byte[] bytes) {
        return Bytes.getLong(bytes, Layout.Superblock.GENERATION);
    }

    private static long lastPage(PmemDevice device) {
        return (device.size() / Pmem.PAGE - 1) * Pmem.PAGE;
    }
}
