package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * Reads the data of files. A range that is known to be bad, or that turns out to be, ends the read with {@link
 * PoisonedFileException}: never with bytes that were not written. Callers hold the inode's lock.
 */
final class FileReader {
    private final Volume volume;

    FileReader(Volume volume) {
        this.volume = volume;
    }

    /** Reads up to the end of the file; returns how many bytes. */
    long read(Inode inode, long offset, MemorySegment target) {
        long end = Math.min(inode.size, offset + Math.min(target.byteSize(), FileSize.MAX - offset));
        for (long position = offset; position < end; ) {
            long length = readRun(inode, position, end, target, position - offset);
            position += length;
        }
        Mappings mappings = inode.mappings;
        if (mappings != null && mappings.cache != null) {
            mappings.cache.overlay(offset, end - offset, target);
        }
        return Math.max(0, end - offset);
    }

    /** Reads the whole of a small file. */
    byte[] readAll(Inode inode) {
        byte[] bytes = new byte[(int) inode.size];
        read(inode, 0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    /** Reads one run of pages that lie one after the other, or of holes. */
    private long readRun(Inode inode, long position, long end, MemorySegment target, long targetOffset) {
        long page = FileSize.page(position);
        long block = inode.pages.get(page);
        long next = page + 1;
        while (next <= FileSize.page(end - 1) && inode.pages.get(next) == (block == 0 ? 0 : block + next - page)) {
            next++;
        }
        long length = Math.min(end, next << FileSize.PAGE_SHIFT) - position;
        if (block == 0) {
            target.asSlice(targetOffset, length).fill((byte) 0);
        } else {
            load(inode, position, block * Pmem.PAGE + FileSize.inPage(position), target, targetOffset, length);
        }
        return length;
    }

    /** Loads bytes of a file from the device, where they lie in one run, and checks them. */
    void load(Inode inode, long position, long device, MemorySegment target, long targetOffset, long length) {
        requireGood(inode, position, device, length);
        try {
            if (volume.checksums.verifies(inode)) {
                loadVerified(inode, position, device, target, targetOffset, length);
            } else {
                volume.device.getBytes(device, target, targetOffset, length);
            }
        } catch (MediaErrorException e) {
            throw poisoned(inode, position, device, e);
        }
    }

    private void loadVerified(
            Inode inode, long position, long device, MemorySegment target, long targetOffset, long length) {
        for (long done = 0; done < length; ) {
            long at = position + done;
            long part = Math.min(length - done, Pmem.PAGE - FileSize.inPage(at));
            volume.checksums.load(inode, at, device + done, target, targetOffset + done, part);
            done += part;
        }
    }

    /** Fails if a byte is known to be lost, although the device might read it as zero by now. */
    void requireGood(Inode inode, long position, long device, long length) {
        MediaRange bad = volume.badblocks.firstBad(device, length);
        if (bad != null) {
            throw poisoned(inode, position, device, bad);
        }
    }

    /** A load hit poison: lists it and says which bytes of the file are lost. */
    PoisonedFileException poisoned(Inode inode, long position, long device, MediaErrorException hit) {
        volume.badblocks.found(hit);
        return poisoned(inode, position, device, hit.range());
    }

    /** What is lost is the first bad sector, as far as the file goes. */
    static PoisonedFileException poisoned(Inode inode, long position, long device, MediaRange bad) {
        long start = position + bad.offset() - device;
        long length = Math.min(Pmem.SECTOR, Math.max(1, inode.size - start));
        return new PoisonedFileException(inode, start, length, new MediaRange(bad.offset(), Pmem.SECTOR));
    }
}
