package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * Reads a {@link Checkpoint}. What it says is taken over only as far as it can be true; a checkpoint that is damaged or
 * does not belong to the state of the journal is as good as none.
 */
final class CheckpointReader {
    private static final int BUFFER = 1 << 16;

    private final PmemDevice device;
    private final Geometry geometry;
    private final long start;
    private final long length;
    private final byte[] buffer = new byte[BUFFER];
    private final MemorySegment segment = MemorySegment.ofArray(buffer);
    private long position;
    private int at;
    private int loaded;

    private CheckpointReader(PmemDevice device, Geometry geometry, long start, long length) {
        this.device = device;
        this.geometry = geometry;
        this.start = start;
        this.length = length;
    }

    /** The checkpoint of a file system; null if there is none that is whole. */
    static @Nullable CheckpointReader open(PmemDevice device, Superblock superblock) {
        Geometry geometry = superblock.geometry;
        long block = superblock.number(Layout.Superblock.CHECKPOINT);
        long length = superblock.number(Layout.Superblock.CHECKPOINT_LENGTH);
        long room = (geometry.dataEnd - block) * Pmem.PAGE;
        boolean doubtful = (superblock.incompatible() & Checkpoint.NOT_IN_IT) != 0
                || superblock.number(Layout.Superblock.IN_USE)
                        != 0; // it ended badly, or durable words may be older ones
        if (doubtful
                || !geometry.isDataPage(block)
                || length < Layout.Checkpoint.STRUCT.length()
                || length > room
                || length % Pmem.ATOM != 0) {
            return null;
        }
        CheckpointReader reader = new CheckpointReader(device, geometry, block * Pmem.PAGE, length);
        try {
            boolean whole = superblock.number(Layout.Superblock.CHECKPOINT_CRC) == reader.checksum()
                    && reader.header(Layout.Checkpoint.MAGIC) == Layout.Checkpoint.MAGIC_NUMBER;
            return whole ? reader : null;
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return null;
        }
    }

    /** Where it lies, in bytes of the device. */
    long start() {
        return start;
    }

    /** How long it is, in bytes. */
    long length() {
        return length;
    }

    /** The sequence number of the journal's newest record. */
    int journalSequence() {
        return (int) header(Layout.Checkpoint.JOURNAL_SEQUENCE);
    }

    long lastTxid() {
        return header(Layout.Checkpoint.LAST_TXID);
    }

    /** Marks what the checkpoint says is in use; false if it says what cannot be. */
    boolean readInto(Allocator allocator, Inodes inodes) {
        long end = header(Layout.Checkpoint.INODES_END);
        long inodeRuns = header(Layout.Checkpoint.INODE_RUNS);
        long directories = header(Layout.Checkpoint.DIRECTORIES);
        long blockRuns = header(Layout.Checkpoint.BLOCK_RUNS);
        long pairs = (length - Layout.Checkpoint.STRUCT.length()) / (2 * Pmem.ATOM);
        boolean fits = end >= Layout.FIRST_FILE_INO
                && end <= geometry.inodes
                && inodeRuns >= 0
                && directories >= 0
                && blockRuns >= 0
                && inodeRuns <= pairs
                && directories <= pairs
                && blockRuns == pairs - inodeRuns - directories;
        seek(Layout.Checkpoint.STRUCT.length());
        if (end > Layout.FIRST_FILE_INO && fits) {
            inodes.addFree(end - 1); // in use after all, unless the checkpoint says nothing of it
        }
        return fits
                && readRuns(inodeRuns, Layout.FIRST_FILE_INO, end, (first, count) -> addUsed(inodes, first, count))
                && readDirectories(directories, inodes)
                && readRuns(blockRuns, geometry.dataStart, geometry.dataEnd, allocator::markRun);
    }

    private static void addUsed(Inodes inodes, long first, long count) {
        for (long ino = first; ino < first + count; ino++) {
            inodes.addUsed(ino);
        }
    }

    private boolean readRuns(long runs, long from, long to, LongMap.Visitor visitor) {
        long least = from;
        for (long i = 0; i < runs; i++) {
            long first = next();
            long count = next();
            if (first < least || count < 1 || count > to - first) {
                return false;
            }
            visitor.entry(first, count);
            least = first + count;
        }
        return true;
    }

    private boolean readDirectories(long directories, Inodes inodes) {
        for (long i = 0; i < directories; i++) {
            long directory = next();
            long parent = next();
            boolean possible = geometry.isInode(directory)
                    && geometry.isInode(parent)
                    && inodes.isUsed(directory)
                    && (parent == Layout.ROOT_INO || inodes.isUsed(parent));
            if (!possible) {
                return false;
            }
            inodes.setParent(directory, parent);
        }
        return true;
    }

    // bytes

    private long checksum() {
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; done += BUFFER) {
            int count = (int) Math.min(BUFFER, length - done);
            device.getBytes(start + done, segment, 0, count);
            crc.update(buffer, 0, count);
        }
        return crc.getValue();
    }

    private long header(int field) {
        seek(field);
        return next();
    }

    private void seek(long newPosition) {
        position = newPosition;
        at = loaded = 0;
    }

    private long next() {
        if (at == loaded) {
            loaded = (int) Math.min(BUFFER, length - position);
            device.getBytes(start + position, segment, 0, loaded);
            position += loaded;
            at = 0;
        }
        long value = Bytes.getLong(buffer, at);
        at += Pmem.ATOM;
        return value;
    }
}
