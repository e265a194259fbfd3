package org.powercut.pmem;

/**
 * A range of the media in bytes, whole {@link Pmem#SECTOR}s: badblock ranges are rounded outward (linux:
 * drivers/nvdimm/badrange.c).
 */
public record MediaRange(long offset, long length) implements Comparable<MediaRange> {

    public MediaRange {
        if (offset < 0 || length <= 0 || offset % Pmem.SECTOR != 0 || length % Pmem.SECTOR != 0) {
            throw new IllegalArgumentException(
                    "a media range is whole 512-byte sectors, not [" + offset + ", +" + length + ")");
        }
    }

    /** The smallest range of whole sectors that covers {@code [offset, offset + length)}. */
    public static MediaRange covering(long offset, long length) {
        long start = Pmem.floor(offset, Pmem.SECTOR);
        return new MediaRange(start, Pmem.ceil(offset + length, Pmem.SECTOR) - start);
    }

    /** The first byte after the range. */
    public long end() {
        return offset + length;
    }

    @Override
    public int compareTo(MediaRange other) {
        int byOffset = Long.compare(offset, other.offset);
        return byOffset != 0 ? byOffset : Long.compare(length, other.length);
    }
}
