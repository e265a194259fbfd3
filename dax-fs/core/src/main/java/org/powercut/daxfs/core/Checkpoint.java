package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * What a mount would have to read all logs for, written by a clean unmount: which inode numbers and which blocks are in
 * use, and the parents of the directories. It lies in free blocks, where nobody looks, until the superblock names it, and
 * it counts until the superblock does not: the first change after a mount takes its name away, durably, before anything
 * else is stored. Thread-safe; nothing else but the superblock is locked while its lock is held.
 */
final class Checkpoint {
    /** With fewer inodes, a mount that reads all logs is as fast. */
    private static final long WORTHWHILE_INODES = 4_096;

    /** Features for which a mount needs more than a checkpoint has. */
    static final long NOT_IN_IT = Layout.Superblock.FEATURE_SNAPSHOTS;

    private static final int BUFFER = 1 << 16;

    private final PmemDevice device;
    private final Superblock superblock;
    private final MountOptions.Checkpoint option;
    /** Whether the superblock names a checkpoint. */
    private volatile boolean exists;

    Checkpoint(PmemDevice device, Superblock superblock, MountOptions.Checkpoint option) {
        this.device = device;
        this.superblock = superblock;
        this.option = option;
        this.exists = superblock.number(Layout.Superblock.CHECKPOINT) != 0;
    }

    // ending

    /** Something is about to change on the media. */
    void beforeChange() {
        if (exists) {
            drop();
        }
    }

    private synchronized void drop() {
        if (exists) {
            forget();
            exists = false;
        }
    }

    /** From here on, in either copy of the superblock, there is no checkpoint. */
    private void forget() {
        superblock.update(device, Layout.Superblock.CHECKPOINT, 0);
    }

    // writing

    /** Writes the state of a volume that nobody uses any more, if that is wanted, and there is room. */
    void write(Volume volume) {
        if (exists || volume.isReadOnly() || !isWanted(volume) || !isWholeStory(volume)) {
            return;
        }
        Image image = Image.of(volume);
        long blocks = (image.length() + Pmem.PAGE - 1) / Pmem.PAGE;
        long block = volume.allocator.findFreeRun(blocks);
        if (block >= 0) {
            storeImage(block, image);
            name(block, image);
        }
    }

    private boolean isWanted(Volume volume) {
        return switch (option) {
            case NEVER -> false;
            case ALWAYS, COMPARE -> true;
            case AUTO -> volume.inodes.end() > WORTHWHILE_INODES;
        };
    }

    /** Whether inodes, blocks and parents are all that a mount needs: who shares blocks is not in a checkpoint. */
    private static boolean isWholeStory(Volume volume) {
        return volume.shares.size() == 0 && (volume.superblock.incompatible() & NOT_IN_IT) == 0;
    }

    /** The fences of the superblock's update make it durable, too. If the name gets there first, the checksum tells. */
    private void storeImage(long block, Image image) {
        long start = block * Pmem.PAGE;
        long end = start + Pmem.ceil(image.length(), Pmem.PAGE);
        Poison.clearListed(device, start, end - start);
        MemorySegment bytes = MemorySegment.ofArray(image.bytes);
        for (long done = 0; done < image.length(); done += BUFFER) {
            device.ntPutBytes(start + done, bytes, done, Math.min(BUFFER, image.length() - done));
        }
    }

    private void name(long block, Image image) {
        CRC32C crc = new CRC32C();
        crc.update(image.bytes, 0, image.length());
        superblock.nameCheckpoint(device, block, image.length(), crc.getValue());
        exists = true;
    }

    // comparing

    /** What a checkpoint says otherwise than a scan, or null if nothing. */
    static @Nullable String difference(Scan checkpointed, Scan scanned) {
        if (checkpointed.inodes.end() != scanned.inodes.end()) {
            return "inodes end at " + checkpointed.inodes.end() + ", but at " + scanned.inodes.end() + " in the table";
        }
        for (long ino = Layout.FIRST_FILE_INO; ino < scanned.inodes.end(); ino++) {
            if (checkpointed.inodes.isUsed(ino) != scanned.inodes.isUsed(ino)) {
                return "inode " + ino + " is " + use(checkpointed.inodes.isUsed(ino)) + ", but "
                        + use(scanned.inodes.isUsed(ino)) + " in the table";
            }
            long parent = checkpointed.inodes.parentOf(ino);
            if (parent != scanned.inodes.parentOf(ino)) {
                return "directory " + ino + " lies in " + parent + ", but its name is in "
                        + scanned.inodes.parentOf(ino);
            }
        }
        long block = scanned.allocator.firstDifference(checkpointed.allocator);
        if (block >= 0) {
            return "block " + block + " is " + use(checkpointed.allocator.isUsed(block)) + ", but "
                    + use(scanned.allocator.isUsed(block)) + " in the logs";
        }
        return checkpointed.lastTxid() < scanned.lastTxid()
                ? "the last transaction is " + checkpointed.lastTxid() + ", but " + scanned.lastTxid() + " in the logs"
                : null;
    }

    private static String use(boolean used) {
        return used ? "in use" : "free";
    }

    /** The bytes of a checkpoint. */
    private static final class Image {
        private byte[] bytes = new byte[1 << 12];
        private int end = Layout.Checkpoint.STRUCT.length();

        static Image of(Volume volume) {
            Image image = new Image();
            long inodeRuns = image.addInodeRuns(volume.inodes);
            long directories = image.addDirectories(volume.inodes);
            long blockRuns = image.addBlockRuns(volume.allocator);
            image.put(Layout.Checkpoint.MAGIC, Layout.Checkpoint.MAGIC_NUMBER);
            image.put(Layout.Checkpoint.JOURNAL_SEQUENCE, volume.journal.sequence());
            image.put(Layout.Checkpoint.LAST_TXID, volume.lastTxid());
            image.put(Layout.Checkpoint.INODES_END, volume.inodes.end());
            image.put(Layout.Checkpoint.INODE_RUNS, inodeRuns);
            image.put(Layout.Checkpoint.DIRECTORIES, directories);
            image.put(Layout.Checkpoint.BLOCK_RUNS, blockRuns);
            return image;
        }

        int length() {
            return end;
        }

        private long addInodeRuns(Inodes inodes) {
            int before = end;
            for (long ino = Layout.FIRST_FILE_INO; ino < inodes.end(); ) {
                long first = ino;
                while (ino < inodes.end() && inodes.isUsed(ino)) {
                    ino++;
                }
                if (ino > first) {
                    addPair(first, ino - first);
                }
                ino++;
            }
            return pairsSince(before);
        }

        private long addDirectories(Inodes inodes) {
            int before = end;
            inodes.forEachParent(this::addPair);
            return pairsSince(before);
        }

        private long addBlockRuns(Allocator allocator) {
            int before = end;
            allocator.forEachUsedRun(this::addPair);
            return pairsSince(before);
        }

        private long pairsSince(int before) {
            return (end - before) / (2 * Pmem.ATOM);
        }

        private void addPair(long first, long second) {
            if (end + 2 * Pmem.ATOM > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
            }
            put(end, first);
            put(end + Pmem.ATOM, second);
            end += 2 * Pmem.ATOM;
        }

        private void put(int at, long value) {
            Bytes.putLong(bytes, at, value);
        }
    }
}
