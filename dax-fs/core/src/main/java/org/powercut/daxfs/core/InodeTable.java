package org.powercut.daxfs.core;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.core.InodeRecord.Repair;
import org.powercut.daxfs.core.InodeRecord.State;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The inodes on the media, each in two copies. An inode is in use while its log tail is not 0; one 8-byte store of
 * that word commits whatever was appended to the log. Inode numbers are taken lowest first, so the first inode that
 * was never used ends the table's used part; the table is zeroed one page ahead of use.
 */
final class InodeTable {
    private static final FileType[] TYPES = FileType.values();
    private static final int COPY = Layout.Inode.USED;
    private static final int LAST_WORD = COPY - Pmem.ATOM;

    private final PmemDevice device;
    /** What identities of new inodes go to: they count only when a log is committed. */
    private final PmemDevice staged;

    private final Geometry geometry;
    private final Checksum checksum = new Checksum();
    /** The primary copy of the inode at hand, and the replica behind it. Used by one thread at a time. */
    private final byte[] copies = new byte[2 * COPY];

    private final MemorySegment copiesSegment = MemorySegment.ofArray(copies);

    /** The table of a device whose inodes stay as they are, or change durably. */
    InodeTable(PmemDevice device, Geometry geometry) {
        this(device, device, geometry);
    }

    InodeTable(PmemDevice device, PmemDevice staged, Geometry geometry) {
        this.device = device;
        this.staged = staged;
        this.geometry = geometry;
    }

    // reading

    /**
     * Reads both copies of an inode. The primary wins if it is whole; a word that the journal has committed but that
     * has not reached the media counts as if it had.
     *
     * @throws CorruptFileSystemException if no copy that can be read is whole
     */
    void load(long ino, Journal.Pending pending, InodeRecord record) {
        if (!loadFree(ino, pending, record)) {
            loadWhole(ino, pending, record);
        }
    }

    /**
     * Loads an inode if it is free by the words that say so, and nothing else of it: while an inode is being made, each
     * word that a mount looks at is one more that a crash can have left old or new.
     *
     * @return false if it is in use, or cannot be read that easily
     */
    private boolean loadFree(long ino, Journal.Pending pending, InodeRecord record) {
        long primary = geometry.inodeOffset(ino);
        long replica = geometry.replicaOffset(primary);
        try {
            if (device.getLong(primary + Layout.Inode.LOG_TAIL) != TailWord.FREE
                    || device.getLong(replica + Layout.Inode.LOG_TAIL) != TailWord.FREE
                    || pending.tailOf(ino, TailWord.FREE) != TailWord.FREE) {
                return false;
            }
            boolean primaryBlank = device.getInt(primary + Layout.Inode.MAGIC) == 0;
            boolean replicaBlank = device.getInt(replica + Layout.Inode.MAGIC) == 0;
            record.state = primaryBlank && replicaBlank ? State.NEVER_USED : State.FREE;
            record.tail = TailWord.FREE;
            record.primary = record.replica = Repair.NONE;
            if (primaryBlank && !replicaBlank) {
                record.primary = repairOfBlank(ino, replica, COPY, record);
            } else if (replicaBlank && !primaryBlank) {
                record.replica = repairOfBlank(ino, primary, 0, record);
            }
            return true;
        } catch (MediaErrorException e) {
            return false; // to be met again, copy by copy
        }
    }

    /** A blank copy of a free inode would end the table if the other one were lost; it is repaired if that one is whole. */
    private Repair repairOfBlank(long ino, long other, int at, InodeRecord record) {
        record.source = at;
        // a torn one is nothing but torn, whatever of it is there
        MemorySegment buffer = copiesSegment.asSlice(at, COPY);
        if (device.digest(other, buffer, bytes -> isWhole(bytes.toArray(JAVA_BYTE), 0, ino) ? 1 : 0) == 0) {
            return Repair.NONE;
        }
        device.getBytes(other, copiesSegment, at, COPY);
        return Repair.WHOLE;
    }

    private void loadWhole(long ino, Journal.Pending pending, InodeRecord record) {
        boolean primaryReadable = loadCopy(geometry.inodeOffset(ino), 0);
        boolean replicaReadable = loadCopy(geometry.replicaOffset(geometry.inodeOffset(ino)), COPY);
        boolean primaryWhole = primaryReadable && isWhole(ino, 0);
        boolean replicaWhole = replicaReadable && isWhole(ino, COPY);
        record.primary = record.replica = Repair.NONE;
        if (!primaryWhole && !replicaWhole) {
            loadDamaged(ino, primaryReadable, replicaReadable, record);
            return;
        }
        int at = primaryWhole ? 0 : COPY;
        long tail = pending.tailOf(ino, word(at, Layout.Inode.LOG_TAIL));
        checkTail(ino, at, tail);
        record.source = at;
        record.tail = tail;
        record.generation = word(at, Layout.Inode.GENERATION);
        record.state = tail == TailWord.FREE ? State.FREE : State.IN_USE;
        record.primary = repairOf(0, primaryReadable, primaryWhole, tail);
        record.replica = repairOf(COPY, replicaReadable, replicaWhole, tail);
        if (record.state == State.IN_USE) {
            int type = Bytes.getInt(copies, at + Layout.Inode.TYPE);
            if (type < 1 || type > TYPES.length) {
                throw corrupt(ino, at, "type", Layout.Inode.TYPE, type + ", not 1 to " + TYPES.length);
            }
            record.type = TYPES[type - 1];
            record.epoch = word(at, Layout.Inode.EPOCH);
            if (record.epoch < 0 || record.epoch > PageWord.MAX_EPOCH) {
                throw corrupt(ino, at, "epoch", Layout.Inode.EPOCH, record.epoch + ", not 0 to " + PageWord.MAX_EPOCH);
            }
            record.birthTime = word(at, Layout.Inode.BIRTH_TIME);
            if (at == 0 && replicaWhole && !sameIdentity()) {
                record.replica = Repair.WHOLE;
            }
        }
    }

    /** No copy is whole: never used, torn while it was being made and therefore free, lost, or corrupt. */
    private void loadDamaged(long ino, boolean primaryReadable, boolean replicaReadable, InodeRecord record) {
        if (!primaryReadable && !replicaReadable) {
            record.state = State.LOST;
            return;
        }
        int at = primaryReadable ? 0 : COPY;
        boolean blank = magic(at) == 0 && (!primaryReadable || !replicaReadable || magic(COPY) == 0);
        record.source = at;
        record.tail = word(at, Layout.Inode.LOG_TAIL);
        if (record.tail != TailWord.FREE) {
            throw corrupt(
                    ino, at, "crc", Layout.Inode.CRC, "neither this copy of the inode nor its other one is whole");
        }
        record.state = blank ? State.NEVER_USED : State.FREE;
        record.generation = word(at, Layout.Inode.GENERATION);
        record.primary = primaryReadable ? Repair.NONE : Repair.POISONED;
        record.replica = replicaReadable ? Repair.NONE : Repair.POISONED;
    }

    /** Where it stands what an inode is, in bytes of the device. */
    long typeOffset(long ino) {
        return geometry.inodeOffset(ino) + Layout.Inode.TYPE;
    }

    /** The generation of an inode that is free, but was used before. */
    long generation(long ino) {
        long primary = geometry.inodeOffset(ino);
        try {
            return device.getLong(primary + Layout.Inode.GENERATION);
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return device.getLong(geometry.replicaOffset(primary) + Layout.Inode.GENERATION);
        }
    }

    private static Repair repairOf(boolean readable, boolean whole) {
        return !readable ? Repair.POISONED : whole ? Repair.NONE : Repair.WHOLE;
    }

    private Repair repairOf(int at, boolean readable, boolean whole, long tail) {
        boolean free = tail == TailWord.FREE && word(at, Layout.Inode.LOG_TAIL) == TailWord.FREE;
        if (readable && free && magic(at) != 0) {
            return Repair.NONE; // the identity of a free inode may be torn, but a blank copy would end the table
        }
        Repair repair = repairOf(readable, whole);
        return repair == Repair.NONE && word(at, Layout.Inode.LOG_TAIL) != tail ? Repair.TAIL : repair;
    }

    private boolean loadCopy(long offset, int at) {
        try {
            device.getBytes(offset, copiesSegment, at, COPY);
            return true;
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            Arrays.fill(copies, at, at + COPY, (byte) 0);
            return false;
        }
    }

    private boolean isWhole(long ino, int at) {
        return isWhole(copies, at, ino);
    }

    private boolean isWhole(byte[] bytes, int at, long ino) {
        return Bytes.getInt(bytes, at + Layout.Inode.MAGIC) == Layout.INODE_MAGIC
                && Bytes.getLong(bytes, at + Layout.Inode.INO) == ino
                && Bytes.getInt(bytes, at + Layout.Inode.CRC)
                        == checksum.of(bytes, at + Layout.Inode.MAGIC, at + Layout.Inode.IDENTITY, ino, 0);
    }

    private boolean sameIdentity() {
        return Arrays.equals(copies, 0, Layout.Inode.IDENTITY, copies, COPY, COPY + Layout.Inode.IDENTITY);
    }

    private void checkTail(long ino, int at, long tail) {
        if (tail != TailWord.FREE && !TailWord.isValid(ino, tail)) {
            throw corrupt(ino, at, "log_tail", Layout.Inode.LOG_TAIL, "0x%x fails its check".formatted(tail));
        }
    }

    private int magic(int at) {
        return Bytes.getInt(copies, at + Layout.Inode.MAGIC);
    }

    private long word(int at, int field) {
        return Bytes.getLong(copies, at + field);
    }

    private CorruptFileSystemException corrupt(long ino, int at, String field, int fieldOffset, String detail) {
        long primary = geometry.inodeOffset(ino);
        return new CorruptFileSystemException(
                (at == 0 ? "inode[" : "inode_replica[") + ino + "]",
                field,
                (at == 0 ? primary : geometry.replicaOffset(primary)) + fieldOffset,
                detail);
    }

    // repair

    /** Writes what {@link #load} found damaged in the inode it read last. The caller fences. */
    void repair(long ino, InodeRecord record) {
        long primary = geometry.inodeOffset(ino);
        Bytes.putLong(copies, record.source + Layout.Inode.LOG_TAIL, record.tail);
        repairCopy(primary, record.primary, record.source, record.tail);
        repairCopy(geometry.replicaOffset(primary), record.replica, record.source, record.tail);
    }

    private void repairCopy(long offset, Repair repair, int source, long tail) {
        if (repair == Repair.POISONED) {
            Poison.clear(device, offset, COPY);
        }
        if (repair == Repair.TAIL) {
            device.putLong(offset + Layout.Inode.LOG_TAIL, tail);
            device.flush(offset + Layout.Inode.LOG_TAIL, Pmem.ATOM);
        } else if (repair != Repair.NONE) {
            restoreCopy(offset, source);
        }
    }

    /** Stores the last word first and the one with the magic number last: until then the copy does not count. */
    private void restoreCopy(long offset, int source) {
        for (int word = LAST_WORD; word >= 0; word -= Pmem.ATOM) {
            device.putLong(offset + word, word(source, word));
        }
        device.flush(offset, COPY);
    }

    // changing

    /**
     * Gives a free inode its identity, in both copies. The caller fences before it commits a log.
     *
     * @param firstUse whether no inode from this one on was ever used; the page that comes next is zeroed then, before
     *     this inode can be seen to have been used
     */
    synchronized void initialise(
            long ino, FileType type, long generation, long epoch, long birthTime, boolean firstUse) {
        if (firstUse && (ino + 1) % Geometry.INODES_PER_PAGE == 0 && geometry.isInode(ino + 1)) {
            zeroPage(geometry.inodeOffset(ino + 1));
            device.fence();
        } else if (firstUse) {
            makeBlank(geometry.inodeOffset(ino + 1));
        }
        Arrays.fill(copies, 0, COPY, (byte) 0);
        Bytes.putInt(copies, Layout.Inode.MAGIC, Layout.INODE_MAGIC);
        Bytes.putLong(copies, Layout.Inode.INO, ino);
        Bytes.putLong(copies, Layout.Inode.GENERATION, generation);
        Bytes.putInt(copies, Layout.Inode.TYPE, type.ordinal() + 1);
        Bytes.putLong(copies, Layout.Inode.EPOCH, epoch);
        Bytes.putLong(copies, Layout.Inode.BIRTH_TIME, birthTime);
        int crc = checksum.of(copies, Layout.Inode.MAGIC, Layout.Inode.IDENTITY, ino, 0);
        Bytes.putInt(copies, Layout.Inode.CRC, crc);
        storeIdentity(geometry.inodeOffset(ino));
        storeIdentity(geometry.replicaOffset(geometry.inodeOffset(ino)));
    }

    /**
     * The inode that ends the used part of the table from here on must look like it. No operation leaves anything else there,
     * but nobody has looked yet.
     */
    private void makeBlank(long offset) {
        if (!isBlank(offset) || !isBlank(geometry.replicaOffset(offset))) {
            device.ntFill(offset, COPY, (byte) 0);
            device.ntFill(geometry.replicaOffset(offset), COPY, (byte) 0);
            device.fence();
        }
    }

    private boolean isBlank(long offset) {
        try {
            return device.getInt(offset + Layout.Inode.MAGIC) == 0
                    && device.getLong(offset + Layout.Inode.LOG_TAIL) == TailWord.FREE;
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return true; // one that is lost does not end the table, nor does it hurt
        }
    }

    private void storeIdentity(long offset) {
        staged.putBytes(offset, copiesSegment, 0, Layout.Inode.IDENTITY);
        staged.flush(offset, Layout.Inode.IDENTITY);
    }

    /** Zeroes a page of the table and its replica before an inode there can be used. The caller fences. */
    void zeroPage(long offset) {
        Poison.clearListed(device, offset, Pmem.PAGE);
        device.ntFill(offset, Pmem.PAGE, (byte) 0);
        long replica = geometry.replicaOffset(offset);
        Poison.clearListed(device, replica, Pmem.PAGE);
        device.ntFill(replica, Pmem.PAGE, (byte) 0);
    }

    /** Makes a log's new end durable, and with it all that was appended; the word 0 frees the inode. */
    void commitTail(long ino, long word) {
        storeTail(ino, word);
        device.fence();
    }

    /** Stores a log's new end into both copies and starts to write them back. The caller fences. */
    void storeTail(long ino, long word) {
        storePrimaryTail(geometry.inodeOffset(ino) + Layout.Inode.LOG_TAIL, word);
        storeReplicaTail(geometry.replicaOffset(geometry.inodeOffset(ino)) + Layout.Inode.LOG_TAIL, word);
    }

    private void storePrimaryTail(long offset, long word) {
        device.putLong(offset, word);
        device.flush(offset, Pmem.ATOM);
    }

    private void storeReplicaTail(long offset, long word) {
        device.putLong(offset, word);
        device.flush(offset, Pmem.ATOM);
    }
}
