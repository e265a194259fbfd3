package org.powercut.daxfs.core;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.PinPolicy;
import org.powercut.pmem.PmemDevice;

/** The parts of one mounted file system that its operations share, and whether it may still be used and written. */
final class Volume {
    /** What operations store to; durable when the contract says so. */
    final PmemDevice device;
    /** The device itself: for stores, flushes and fences that mean what they say under every contract. */
    final PmemDevice media;

    final Commits commits;
    final Contract contract;
    final Geometry geometry;
    final Superblock superblock;
    final Features features;
    final ShutdownGuard shutdownGuard;
    /** What is done now belongs to this epoch; the next one begins with a snapshot, while nothing changes. */
    long epoch;

    final Allocator allocator;
    final ShareCounts shares;
    final DataChecksums checksums;
    final InodeTable table;
    final Journal journal;
    final Inodes inodes;
    final Badblocks badblocks;
    final SnapshotList snapshots;
    final SnapshotLog snapshotLog;
    final Retention retention;
    final MediaErrorFeed mediaErrorFeed = new MediaErrorFeed();
    /** Every change goes through it first. */
    final FreezeGate gate = new FreezeGate();
    /** Inodes with dirty pages or times; what sync looks at. */
    final Set<Inode> dirty = ConcurrentHashMap.newKeySet();

    /** Which files are accessed without a copy in DRAM. */
    final DaxMode daxMode;

    final PinPolicy pinPolicy;
    /** Live mapped segments, whose stores cannot be stopped. */
    final AtomicInteger segments = new AtomicInteger();
    /** Live pins of mappings that can be stored to: a device that does DMA may store to the pages at any time. */
    final AtomicInteger storingPins = new AtomicInteger();

    final WriteErrors writeErrors = new WriteErrors();

    final Checkpoint checkpoint;
    private final MountOptions options;
    private final InstantSource clock;
    private final AtomicLong lastTxid;
    private volatile @Nullable String readOnlyReason;
    private volatile boolean unmounted;

    /** @param readOnlyReason why nothing may be changed, or null */
    Volume(PmemDevice media, Superblock superblock, Scan scan, MountOptions options, @Nullable String readOnlyReason) {
        this(media, superblock, scan, options, readOnlyReason, null);
    }

    /** What a snapshot of {@code live} shows. */
    Volume(Volume live, Scan scan, String readOnlyReason) {
        this(live.media, live.superblock, scan, live.options, readOnlyReason, live.badblocks);
    }

    private Volume(
            PmemDevice media,
            Superblock superblock,
            Scan scan,
            MountOptions options,
            @Nullable String readOnlyReason,
            @Nullable Badblocks badblocksOfLive) {
        this.device = scan.commits.device();
        this.media = media;
        this.commits = scan.commits;
        this.contract = commits.contract();
        this.geometry = superblock.geometry;
        this.superblock = superblock;
        this.snapshots = scan.snapshots;
        this.epoch = snapshots.epochOfNow(superblock.epoch());
        this.retention = new Retention(this, scan);
        this.allocator = scan.allocator;
        this.shares = scan.shares;
        this.checksums = new DataChecksums(this, options.verifyData());
        this.table = scan.table;
        this.inodes = scan.inodes;
        this.journal = new Journal(media, table, scan.journalSequence());
        this.lastTxid = new AtomicLong(scan.lastTxid());
        this.options = options;
        this.clock = options.clock();
        this.daxMode = options.dax();
        this.pinPolicy = options.pins();
        this.checkpoint = new Checkpoint(media, superblock, options.checkpoint());
        this.readOnlyReason = readOnlyReason;
        this.badblocks = badblocksOfLive == null ? new Badblocks(this) : badblocksOfLive;
        this.snapshotLog = new SnapshotLog(this, inodes.resident(Layout.SNAPSHOT_INO));
        this.features = new Features(media, superblock);
        this.shutdownGuard = new ShutdownGuard(media, superblock);
        inodes.onDamage(inode -> turnReadOnly(
                geometry.inodeOffset(inode.ino),
                Layout.Inode.STRUCT.length(),
                "the metadata of inode " + inode.ino + " is lost"));
        commits.attach(this);
    }

    long lastTxid() {
        return lastTxid.get();
    }

    long nextTxid() {
        return lastTxid.incrementAndGet();
    }

    /** The time in ns since the epoch. */
    long now() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    boolean isReadOnly() {
        return readOnlyReason != null;
    }

    /** Metadata without a good copy was lost: from here on, nothing is changed any more, and listeners are told. */
    synchronized void turnReadOnly(long offset, long length, String what) {
        if (readOnlyReason == null) {
            readOnlyReason = what + "; the file system is read-only";
        }
        mediaErrorFeed.found(new FileMediaError(0, "", offset, length));
    }

    void requireMounted() {
        if (unmounted) {
            throw new DaxFileSystemException(Errno.ESHUTDOWN, "mount the device again to use it");
        }
    }

    void requireWritable() {
        requireMounted();
        String reason = readOnlyReason;
        if (reason != null) {
            throw new DaxFileSystemException(Errno.EROFS, reason);
        }
        shutdownGuard.beforeChange();
    }

    /**
     * A commit failed: what the media hold is not what is here, and nothing may be changed any more.
     *
     * @param inodes whose changes may be lost
     * @return the error for the operation at hand
     */
    synchronized WriteErrorException commitFailed(Collection<Inode> inodes, RuntimeException cause) {
        if (readOnlyReason == null) {
            readOnlyReason = "a commit failed, " + cause.getMessage() + "; the file system is read-only";
        }
        writeErrors.add(inodes, cause);
        return new WriteErrorException("the commit failed; the file system is read-only from here on", cause);
    }

    /** Data could not be made durable, but the metadata are as they should be. */
    WriteErrorException dataLost(Collection<Inode> inodes, RuntimeException cause) {
        writeErrors.add(inodes, cause);
        return new WriteErrorException("data could not be made durable", cause);
    }

    /** From here on, every operation fails with ESHUTDOWN. */
    void shutDown() {
        unmounted = true;
    }

    boolean isUnmounted() {
        return unmounted;
    }

    /**
     * Allocates blocks for data. What is known to be poisoned there is cleared first.
     *
     * @throws org.powercut.daxfs.NoSpaceException if there are not enough; nothing is allocated then
     */
    void allocate(long blocks, Runs runs) {
        allocator.allocate(blocks, runs);
        try {
            badblocks.heal(runs);
        } catch (RuntimeException e) {
            release(runs);
            throw e;
        }
    }

    /** The word of a page that gets {@code block} now. */
    long newWord(long block, int flags) {
        return PageWord.of(block, epoch, flags);
    }

    /** The word of a page that gets {@code block} with data now. */
    long dataWord(Inode inode, long block) {
        return newWord(block, checksums.flags(inode));
    }

    /**
     * A file has lost pages: their blocks are free, unless something else holds them. Not before that is durable, or
     * another owner of the block could change it in place.
     *
     * @param word of the first page; {@link PageWord#HOLE} is nothing to lose
     * @param count how many pages lie one after the other
     */
    void discard(long word, long count) {
        if (word == PageWord.HOLE) {
            return;
        }
        if (retention.keeps(word)) {
            retention.keep(word, count);
        } else if (!PageWord.isShared(word)) {
            allocator.free(PageWord.block(word), count);
        } else {
            for (long block = PageWord.block(word); block < PageWord.block(word) + count; block++) {
                dropReference(block);
            }
        }
    }

    /** One of those that held a block does so no longer. */
    void dropReference(long block) {
        if (shares.release(block)) {
            allocator.free(block, 1);
        }
    }

    /**
     * Whether a page must get a block of its own before its bytes change in place, since something else holds what it
     * has. The answer for a word does not change while the inode is locked; {@link Unsharing#settle} makes it exact.
     */
    boolean mustCopy(long word) {
        return PageWord.isShared(word) || retention.keeps(word);
    }

    /** Whether mappings of a file go straight to the device, as long as it is open (STATX_ATTR_DAX). */
    boolean isDax(Inode inode) {
        return switch (daxMode) {
            case INODE -> inode.dax;
            case ALWAYS -> inode.type == FileType.REGULAR;
            case NEVER -> false;
        };
    }

    /** Fails with EBUSY if stores through a mapped segment would go on while everything stands still. */
    void requireNoSegments() {
        if (segments.get() > 0) {
            throw new DaxFileSystemException(
                    Errno.EBUSY, segments.get() + " mapped segments can be stored to; close their mappings first");
        }
    }

    /** A page that is pinned for stores cannot be kept as a snapshot shows it. */
    void requireNoStoringPins() {
        if (storingPins.get() > 0) {
            throw new DaxFileSystemException(
                    Errno.EBUSY, storingPins.get() + " pins of writable mappings are held; unpin them first");
        }
    }

    /** Notes that the times of an inode, or stores through its mappings, wait for fsync. */
    void markDirty(Inode inode) {
        if (!inode.timesDirty) {
            inode.timesDirty = true;
            dirty.add(inode);
        }
    }

    /** Gives allocated blocks back. */
    void release(Runs runs) {
        for (int i = 0; i < runs.size(); i++) {
            allocator.free(runs.start(i), runs.count(i));
        }
        runs.clear();
    }
}
