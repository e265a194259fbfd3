package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.zip.CRC32C;
import org.powercut.daxfs.FileType;
import org.powercut.pmem.Digest;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The checksums of data: one {@link ChecksumWord} for each block of the device, in a table that is neither zeroed nor
 * mirrored. A word counts only for a page that its file calls checksummed, which all pages of copy-on-write files are:
 * their bytes change by writes to new blocks, and the word is stored with those. The exception is a mapping that can be
 * stored to: before that, the page's word is off, durably; it is on again when the page can be stored to no more and its
 * bytes are durable. So there is no false alarm, wherever the power is cut. Words are changed under the lock for writing of
 * an inode that has the block, or before anybody has it.
 */
final class DataChecksums {
    private final Volume volume;
    private final PmemDevice device;
    /** Where stores are ordered by flushes and fences under every contract. */
    private final PmemDevice media;

    private final Geometry geometry;
    private final boolean verifies;
    private final ThreadLocal<Summer> summers = ThreadLocal.withInitial(Summer::new);

    /** What a thread needs to make checksums; and says of a page whether it has the one that is expected. */
    private static final class Summer implements Digest {
        private final CRC32C crc = new CRC32C();
        private final PageBuffer page = new PageBuffer();
        private int expected;

        private Summer expecting(int sum) {
            expected = sum;
            return this;
        }

        @Override
        public long of(MemorySegment bytes) {
            return of(bytes, 0) == expected ? 1 : 0;
        }

        private int of(byte[] bytes, int at) {
            crc.reset();
            crc.update(bytes, at, Pmem.PAGE);
            return (int) crc.getValue();
        }

        /** Of 4096 bytes of a segment, which are copied unless they are in an array. */
        private int of(MemorySegment segment, long at) {
            if (segment.heapBase().orElse(null) instanceof byte[] array) {
                return of(array, (int) (segment.address() + at));
            }
            MemorySegment.copy(segment, at, page.segment, 0, Pmem.PAGE);
            return of(page.bytes, 0);
        }
    }

    /** @param verifies whether reads check what they read */
    DataChecksums(Volume volume, boolean verifies) {
        this.volume = volume;
        this.device = volume.device;
        this.media = volume.media;
        this.geometry = volume.geometry;
        this.verifies = verifies && geometry.hasChecksums();
    }

    /** Whether the pages of a file get checksums. */
    boolean covers(Inode inode) {
        return geometry.hasChecksums() && !inode.nodatacow && inode.type == FileType.REGULAR;
    }

    /** The flags of the pages of a file that get blocks with data now. */
    int flags(Inode inode) {
        return covers(inode) ? Layout.WriteEntry.FLAG_CHECKSUMMED : 0;
    }

    /** Whether the bytes of a page must be those that the checksum is of. */
    boolean isOn(long word) {
        return PageWord.isChecksummed(word) && isOnAt(PageWord.block(word));
    }

    private boolean isOnAt(long block) {
        return ChecksumWord.isOn(block, load(block));
    }

    /** A word that cannot be read says nothing. */
    private long load(long block) {
        try {
            return device.getLong(geometry.checksumOffset(block));
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return 0;
        }
    }

    // storing

    /** Stores the checksums of blocks that a file gets with these bytes. The caller fences, before it commits. */
    void store(Inode inode, long block, long count, MemorySegment source, long sourceOffset) {
        if (covers(inode)) {
            Summer summer = summers.get();
            for (long i = 0; i < count; i++) {
                int crc = summer.of(source, sourceOffset + i * Pmem.PAGE);
                device.putLong(geometry.checksumOffset(block + i), ChecksumWord.on(block + i, crc));
            }
            flushStored(block, count);
        }
    }

    /** A file gets a block for a mapping to store to: as {@link #store}, but off. */
    void storeOff(Inode inode, long block) {
        if (covers(inode)) {
            device.putLong(geometry.checksumOffset(block), ChecksumWord.off(block));
            flushStored(block, 1);
        }
    }

    private void flushStored(long block, long count) {
        device.flush(geometry.checksumOffset(block), count * Pmem.ATOM);
    }

    // mappings

    /** Before a page can be stored to by a mapping: its checksum does not count from here on, durably. */
    void turnOff(Inode inode, long page) {
        turnOff(inode, page, page + 1);
    }

    /** As {@link #turnOff(Inode, long)}, for pages {@code [from, to)}. */
    void turnOff(Inode inode, long from, long to) {
        boolean any = false;
        for (long page = from; page < to; page++) {
            long word = inode.pages.word(page);
            if (isOn(word)) {
                long block = PageWord.block(word);
                switchWord(block, ChecksumWord.off(block));
                any = true;
            }
        }
        if (any) {
            fenceOff();
        }
    }

    private void switchWord(long block, long word) {
        media.putLong(geometry.checksumOffset(block), word);
        media.flush(geometry.checksumOffset(block), Pmem.ATOM);
    }

    /** No store comes before this. */
    private void fenceOff() {
        media.fence();
    }

    /** Mapped pages that were written back: their bytes are durable, and then their checksums count again, durably. */
    void turnOn(Inode inode) {
        Mappings mappings = inode.mappings;
        if (mappings == null || mappings.writtenBack().isEmpty()) {
            return;
        }
        volume.commits.sync();
        boolean any = false;
        for (Map.Entry<Long, Long> run : mappings.writtenBack().runs().entrySet()) {
            for (long page = run.getKey(); page < run.getValue(); page++) {
                any |= !mappings.mayChange(page) && turnOn(inode.pages.word(page));
            }
        }
        mappings.writtenBack().clear();
        if (any) {
            fenceOn();
        }
    }

    void fenceOn() {
        media.fence();
    }

    /** Makes the checksum of a page count, which nobody can store to and whose bytes are durable. The caller fences. */
    boolean turnOn(long word) {
        long block = PageWord.block(word);
        if (!PageWord.isChecksummed(word) || isOnAt(block)) {
            return false;
        }
        Summer summer = summers.get();
        if (!loadPage(block, summer.page)) {
            return false;
        }
        switchWord(block, ChecksumWord.on(block, summer.of(summer.page.bytes, 0)));
        return true;
    }

    // verifying

    /** Whether what is read of a file is checked. */
    boolean verifies(Inode inode) {
        return verifies && !inode.nodatacow;
    }

    /**
     * Loads bytes of one page of a file and checks the page: by what it loads if that is all of it, else by loading the rest
     * of it too. If a rest is lost to a media error, that is not the read's concern.
     *
     * @throws PoisonedFileException if the page does not fit its checksum
     * @throws MediaErrorException if a byte that is asked for is lost
     */
    void load(Inode inode, long position, long offset, MemorySegment target, long targetOffset, long length) {
        long page = FileSize.page(position);
        long word = inode.pages.word(page);
        boolean fits;
        if (length == Pmem.PAGE && PageWord.isChecksummed(word)) {
            fits = loadWhole(PageWord.block(word), offset, target, targetOffset);
        } else {
            device.getBytes(offset, target, targetOffset, length);
            fits = !PageWord.isChecksummed(word) || fits(word);
        }
        if (!fits) {
            throw mismatch(inode, page);
        }
    }

    private boolean loadWhole(long block, long offset, MemorySegment target, long targetOffset) {
        long sum = load(block);
        if (!ChecksumWord.isOn(block, sum)) {
            device.getBytes(offset, target, targetOffset, Pmem.PAGE);
            return true;
        }
        Summer summer = summers.get().expecting(ChecksumWord.crc(sum));
        return device.getBytes(offset, target, targetOffset, Pmem.PAGE, summer) != 0;
    }

    /** Whether the bytes of a page, as they lie on the device, fit its checksum, or cannot be told not to. */
    boolean fits(long word) {
        long block = PageWord.block(word);
        long sum = load(block);
        if (!ChecksumWord.isOn(block, sum)) {
            return true;
        }
        Summer summer = summers.get();
        try {
            return device.digest(block * Pmem.PAGE, summer.page.segment, summer.expecting(ChecksumWord.crc(sum))) != 0;
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return true;
        }
    }

    private boolean loadPage(long block, PageBuffer buffer) {
        try {
            device.getBytes(block * Pmem.PAGE, buffer.segment, 0, Pmem.PAGE);
            return true;
        } catch (MediaErrorException e) {
            Poison.list(device, e);
            return false;
        }
    }

    private static PoisonedFileException mismatch(Inode inode, long page) {
        long start = page << FileSize.PAGE_SHIFT;
        return PoisonedFileException.checksum(inode, start, Math.min(Pmem.PAGE, inode.size - start));
    }
}
