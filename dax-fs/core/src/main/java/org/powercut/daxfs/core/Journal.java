package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Commits the logs of several inodes as one: a redo journal of two slots, used in turn. A record lists inodes with
 * their old and new log tails; one 8-byte store commits it, and the tails follow. A mount sets the tails of the newest
 * record that still are the old ones, so recovery can be repeated any number of times, and nothing needs to be cleared.
 * That is sound because a tail only ever returns to an earlier value through a newer record. Thread-safe.
 */
final class Journal {
    private static final int LENGTH = Layout.Slot.STRUCT.length();
    private static final long START = Layout.JOURNAL_PAGE * Pmem.PAGE;

    private final PmemDevice device;
    private final InodeTable table;
    /** The record at hand, without the room for entries that it does not have. */
    private byte[] body = {};

    private final Checksum checksum = new Checksum();
    private int sequence;

    /** @param sequence the number of the newest record on the media */
    Journal(PmemDevice device, InodeTable table, int sequence) {
        this.device = device;
        this.table = table;
        this.sequence = sequence;
    }

    /** What a transaction or a group of them does to the tails of inodes. */
    interface Change {
        int targets();

        long ino(int target);

        long oldTail(int target);

        long newTail(int target);
    }

    /**
     * The newest committed record, whose tails may not have reached the inodes.
     *
     * @param entries inode, old tail and new tail, for each inode of the record
     */
    record Pending(int sequence, long[] entries) {

        static final Pending NONE = new Pending(0, new long[0]);

        /** What an inode's tail must be, if the media say {@code tail}. */
        long tailOf(long ino, long tail) {
            for (int i = 0; i < entries.length; i += 3) {
                if (entries[i] == ino && entries[i + 1] == tail) {
                    return entries[i + 2];
                }
            }
            return tail;
        }

        /** Whether the record takes an inode into use. A tail of 0 would then bring the inode back at each mount. */
        boolean creates(long ino) {
            for (int i = 0; i < entries.length; i += 3) {
                if (entries[i] == ino && entries[i + 1] == TailWord.FREE) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Reads the newest record.
     *
     * @throws MediaErrorException if the journal is poisoned
     * @throws CorruptFileSystemException if the newest record is not whole
     */
    static Pending read(PmemDevice device, Geometry geometry) {
        long first = device.getLong(slotOffset(0) + Layout.Slot.COMMIT);
        long second = device.getLong(slotOffset(1) + Layout.Slot.COMMIT);
        if (first == 0 && second == 0) {
            return Pending.NONE;
        }
        int slot = second == 0 || first != 0 && (int) first - (int) second > 0 ? 0 : 1;
        long commit = slot == 0 ? first : second;
        long count = device.getLong(slotOffset(slot) + Layout.Slot.COUNT);
        if (count < 1 || count > Layout.Slot.ENTRIES) {
            throw corrupt(slot, "count", Layout.Slot.COUNT, count + ", not 1 to " + Layout.Slot.ENTRIES);
        }
        byte[] bytes = new byte[length((int) count)];
        device.getBytes(slotOffset(slot), MemorySegment.ofArray(bytes), 0, bytes.length);
        if (!isWhole(commit, bytes) || ((int) commit & 1) != slot) {
            throw corrupt(slot, "commit", Layout.Slot.COMMIT, "0x%x does not fit the record".formatted(commit));
        }
        long[] entries = new long[3 * (int) count];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Bytes.getLong(bytes, Layout.Slot.FIRST + i * Pmem.ATOM);
            if (i % 3 == 0 && !geometry.isInode(entries[i])) {
                String field = "entry[" + i / 3 + "].ino";
                throw corrupt(slot, field, Layout.Slot.FIRST + i * Pmem.ATOM, "no inode " + entries[i]);
            }
        }
        return new Pending((int) commit, entries);
    }

    /** The number of the newest record. */
    synchronized int sequence() {
        return sequence;
    }

    /** Commits the logs of several inodes. What was appended to them was flushed by this thread, and gets its fence here. */
    synchronized void commit(Change change) {
        int next = sequence + 1;
        long slot = slotOffset(next & 1);
        prepareRecord(slot, change);
        device.fence();
        publishRecord(slot, commitWord(next, body, checksum));
        sequence = next;
        applyTails(change);
    }

    /** Stores all of the record but the word that makes it count. */
    private void prepareRecord(long slot, Change change) {
        int count = change.targets();
        int length = length(count);
        body = body.length == length ? body : new byte[length];
        Bytes.putLong(body, Layout.Slot.COUNT, count);
        for (int i = 0; i < count; i++) {
            int at = Layout.Slot.FIRST + i * Layout.Slot.ENTRY_LENGTH;
            Bytes.putLong(body, at + Layout.Slot.INO, change.ino(i));
            Bytes.putLong(body, at + Layout.Slot.OLD, change.oldTail(i));
            Bytes.putLong(body, at + Layout.Slot.NEW, change.newTail(i));
        }
        int start = Layout.Slot.COUNT;
        device.putBytes(slot + start, MemorySegment.ofArray(body), start, length - start);
        device.flush(slot + start, length - start);
    }

    /** The commit: from here on, the transaction has happened. */
    private void publishRecord(long slot, long commit) {
        device.putLong(slot + Layout.Slot.COMMIT, commit);
        device.flush(slot + Layout.Slot.COMMIT, Pmem.ATOM);
        device.fence();
    }

    /** Moves the tails. They must be durable before the next record replaces this one, whoever writes that. */
    private void applyTails(Change change) {
        for (int i = 0; i < change.targets(); i++) {
            table.storeTail(change.ino(i), change.newTail(i));
        }
        device.fence();
    }

    /** Makes the journal empty and readable: every tail that a record names is durable, as between any two commits. */
    synchronized void discard() {
        Poison.clear(device, START, 2L * LENGTH);
    }

    private static long slotOffset(int slot) {
        return START + (long) slot * LENGTH;
    }

    /** What a record of so many entries takes of its slot. */
    private static int length(int count) {
        return Layout.Slot.FIRST + count * Layout.Slot.ENTRY_LENGTH;
    }

    private static boolean isWhole(long commit, byte[] record) {
        return commit == commitWord((int) commit, record, new Checksum());
    }

    private static long commitWord(int sequence, byte[] record, Checksum checksum) {
        int crc = checksum.of(record, Layout.Slot.COUNT, record.length, sequence, 0);
        return (long) crc << 32 | Integer.toUnsignedLong(sequence);
    }

    private static CorruptFileSystemException corrupt(int slot, String field, int offset, String detail) {
        return new CorruptFileSystemException(
                "journal[0].slot[" + slot + "]", field, slotOffset(slot) + offset, detail);
    }
}
