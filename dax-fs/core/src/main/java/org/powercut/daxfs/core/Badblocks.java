package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * The sectors of the data area that are known to be bad. A sector enters when the device lists it or a load hits it,
 * and leaves when it was cleared and holds good data again, not earlier: until then its bytes are lost, even where
 * the device reads zeros. The list is durable in two logs that change together ({@link BadblockLog}). Thread-safe;
 * asking costs two field reads while nothing is bad.
 */
final class Badblocks {
    private final Volume volume;
    private final SectorSet sectors = new SectorSet();
    private final BadblockLog log;
    /** Runs of the set, start and end by turns, for readers without the lock. */
    private volatile long[] runs = {};

    /** What the device had listed when it was last asked. */
    private List<MediaRange> lastListed = List.of();

    Badblocks(Volume volume) {
        this.volume = volume;
        this.log = new BadblockLog(volume);
    }

    /** Takes over what the mount read, and writes anew the copy of the log that was lost, if one. */
    synchronized void adopt(SectorSet read, @Nullable Inode first, @Nullable Inode replica, @Nullable Inode lost) {
        sectors.copyFrom(read);
        log.adopt(first, replica);
        publish();
        if (lost != null && !volume.isReadOnly()) {
            log.rewrite(sectors);
        }
        refresh();
    }

    /** Whether nothing is bad, listed or latent. */
    boolean isEmpty() {
        return runs.length == 0 && volume.device.mediaErrors().isEmpty();
    }

    /** The first bad sector that the device bytes {@code [offset, offset + length)} touch, or null. */
    @Nullable
    MediaRange firstBad(long offset, long length) {
        long[] current = runs;
        for (int i = 0; i < current.length; i += 2) {
            long start = Math.max(current[i], offset / Pmem.SECTOR);
            if (start * Pmem.SECTOR < offset + length && start < current[i + 1]) {
                return new MediaRange(start * Pmem.SECTOR, Pmem.SECTOR);
            }
        }
        return null;
    }

    /** A load hit poison: lists the sectors, durably. */
    void found(MediaErrorException hit) {
        Poison.list(volume.device, hit);
        refresh();
    }

    /** Learns what the device has listed since. */
    synchronized void refresh() {
        MediaErrors errors = volume.device.mediaErrors();
        if (errors.isEmpty()) {
            return;
        }
        List<MediaRange> listed = errors.listed();
        if (listed.equals(lastListed)) {
            return;
        }
        lastListed = listed;
        List<MediaRange> fresh = new ArrayList<>();
        for (MediaRange range : listed) {
            MediaRange data = inDataArea(range);
            if (data != null && !sectors.containsAll(data.offset() / Pmem.SECTOR, data.length() / Pmem.SECTOR)) {
                fresh.add(data);
            }
        }
        add(fresh);
    }

    private @Nullable MediaRange inDataArea(MediaRange range) {
        long start = Math.max(range.offset(), volume.geometry.dataStart * Pmem.PAGE);
        long end = Math.min(range.end(), volume.geometry.dataEnd * Pmem.PAGE);
        return start < end ? new MediaRange(start, end - start) : null;
    }

    private void add(List<MediaRange> ranges) {
        for (MediaRange range : ranges) {
            sectors.add(range.offset() / Pmem.SECTOR, range.length() / Pmem.SECTOR);
        }
        publish();
        volume.mediaErrorFeed.found(ranges);
        // else known in DRAM at least; the device finds the sector again after the next mount
        if (!ranges.isEmpty() && !volume.isReadOnly() && volume.gate.tryEnter()) {
            try {
                log.add(ranges);
                log.rewriteIfLong(sectors);
            } catch (NoSpaceException e) {
                return;
            } finally {
                volume.gate.exit();
            }
        }
    }

    /** The bad sectors among the device bytes {@code [offset, offset + length)}, as whole sectors. */
    synchronized List<MediaRange> badIn(long offset, long length) {
        List<MediaRange> result = new ArrayList<>();
        long from = offset / Pmem.SECTOR;
        long to = Pmem.ceil(offset + length, Pmem.SECTOR) / Pmem.SECTOR;
        for (Map.Entry<Long, Long> run : sectors.runs().entrySet()) {
            long start = Math.max(from, run.getKey());
            long end = Math.min(to, run.getValue());
            if (start < end) {
                result.add(new MediaRange(start * Pmem.SECTOR, (end - start) * Pmem.SECTOR));
            }
        }
        return result;
    }

    /** First step of healing: the device's poison goes, and the sectors read as zeros, but stay listed here. */
    void clearPoison(List<MediaRange> ranges) {
        for (MediaRange range : ranges) {
            volume.device.mediaErrors().clear(range);
        }
    }

    /** Last step of healing, when good data is durable in the sectors: they leave the list. */
    synchronized void drop(List<MediaRange> ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        log.drop(ranges);
        for (MediaRange range : ranges) {
            sectors.remove(range.offset() / Pmem.SECTOR, range.length() / Pmem.SECTOR);
        }
        publish();
        lastListed = List.of(); // the same sectors may go bad again
        log.rewriteIfLong(sectors);
    }

    /** Heals blocks that were just allocated: what they held is worthless, and nobody reads them yet. */
    void heal(Runs blocks) {
        if (isEmpty()) {
            return;
        }
        refresh();
        for (int i = 0; i < blocks.size(); i++) {
            List<MediaRange> bad = badIn(blocks.start(i) * Pmem.PAGE, blocks.count(i) * Pmem.PAGE);
            clearAndDrop(bad);
        }
    }

    /** Both steps of healing at once, where nothing is put into the sectors in between. */
    void clearAndDrop(List<MediaRange> ranges) {
        clearPoison(ranges);
        drop(ranges);
    }

    /** Runs something while neither the list nor its logs change. */
    synchronized void exclusively(Runnable action) {
        action.run();
    }

    /** Writes the logs of the list anew if one of them has one of these pages; whether it had. */
    synchronized boolean rewriteLogIfIn(Set<Long> pages) {
        boolean hit = log.isIn(pages);
        if (hit) {
            log.rewrite(sectors);
        }
        return hit;
    }

    private void publish() {
        NavigableMap<Long, Long> map = sectors.runs();
        long[] fresh = new long[2 * map.size()];
        int i = 0;
        for (Map.Entry<Long, Long> run : map.entrySet()) {
            fresh[i++] = run.getKey();
            fresh[i++] = run.getValue();
        }
        runs = fresh;
    }
}
