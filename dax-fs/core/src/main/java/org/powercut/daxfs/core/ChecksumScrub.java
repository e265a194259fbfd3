package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.FileMediaError;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * The part of a scrub that compares data with its checksums, file by file: each owner of a block is told. Pages whose
 * checksum is off or damaged, since a power cut met them while they were mapped or since the table lost a sector, get it
 * again from what they hold, unless a mapping can store to them.
 */
final class ChecksumScrub {
    /** Pages of a file that are looked at under one lock. */
    private static final int PAGES_AT_ONCE = 256;

    private final DaxFs fs;
    private final Volume volume;
    private final List<String> repaired;
    private final List<FileMediaError> errors = new ArrayList<>();

    /** @param repaired is told what was restored */
    ChecksumScrub(DaxFs fs, List<String> repaired) {
        this.fs = fs;
        this.volume = fs.volume;
        this.repaired = repaired;
    }

    /** The file ranges that do not fit their checksums, by page. The caller holds no lock. */
    List<FileMediaError> run() {
        if (volume.geometry.hasChecksums()) {
            fs.repairing(this::healTable);
            for (long ino = Layout.FIRST_FILE_INO; ino < volume.inodes.end(); ino++) {
                scrubFile(ino);
            }
        }
        return errors;
    }

    /** A sector of the table that cannot be read is worth nothing: its words are off from here on. */
    private void healTable() {
        PageBuffer buffer = new PageBuffer();
        long end = volume.geometry.dataStart * Pmem.PAGE;
        for (long page = volume.geometry.checksumOffset(0); page < end; page += Pmem.PAGE) {
            for (long sector = page; sector < page + Pmem.PAGE; sector += Pmem.SECTOR) {
                try {
                    volume.device.getBytes(page, buffer.segment, 0, Pmem.PAGE);
                    break;
                } catch (MediaErrorException e) {
                    healSector(e.range());
                }
            }
        }
    }

    private void healSector(MediaRange lost) {
        if (!volume.isReadOnly()) {
            MediaRange sectors = MediaRange.covering(lost.offset(), lost.length());
            volume.media.mediaErrors().clear(sectors);
            long first = (sectors.offset() - volume.geometry.checksumOffset(0)) / Pmem.ATOM;
            repaired.add("checksum[" + first + "]");
        }
    }

    private void scrubFile(long ino) {
        long[] next = {0};
        while (next[0] >= 0) {
            fs.repairing(() -> {
                Inode inode = volume.inodes.get(ino);
                boolean looks = inode != null && inode.damage == null && volume.checksums.covers(inode);
                next[0] = inode != null && looks ? scrubPages(inode, next[0]) : -1;
            });
        }
    }

    /** Looks at some pages, and returns where to go on, or -1. */
    private long scrubPages(Inode inode, long from) {
        long stamp = inode.lock.writeLock();
        try {
            boolean restored = false;
            long page = inode.pages.nextMapped(from);
            for (int count = 0; page >= 0 && count < PAGES_AT_ONCE; count++) {
                restored |= scrubPage(inode, page);
                page = inode.pages.nextMapped(page + 1);
            }
            if (restored) {
                volume.checksums.fenceOn();
            }
            return page;
        } finally {
            inode.lock.unlockWrite(stamp);
        }
    }

    /** Returns whether the page has got its checksum again. */
    private boolean scrubPage(Inode inode, long page) {
        long word = inode.pages.word(page);
        Mappings mappings = inode.mappings;
        if (!PageWord.isChecksummed(word) || mappings != null && mappings.mayChange(page)) {
            return false;
        }
        if (!volume.checksums.fits(word)) {
            long start = page << FileSize.PAGE_SHIFT;
            long length = Math.clamp(inode.size - start, 1, Pmem.PAGE);
            errors.add(new FileMediaError(inode.ino, volume.inodes.pathOf(inode), start, length));
            return false;
        }
        return !volume.isReadOnly() && volume.checksums.turnOn(word);
    }
}
