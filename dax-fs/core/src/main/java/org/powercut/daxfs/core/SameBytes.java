package org.powercut.daxfs.core;

import java.util.Arrays;

/** Compares ranges of files, page by page; what is a hole in both is skipped. Callers hold the locks of both inodes. */
final class SameBytes {
    private final FileReader reader;

    SameBytes(FileReader reader) {
        this.reader = reader;
    }

    /**
     * Whether two ranges hold the same bytes. Both lie within their files, and begin at page boundaries.
     *
     * @throws PoisonedFileException if a byte of either is lost
     */
    boolean in(Inode one, long oneOffset, Inode other, long otherOffset, long length) {
        PageBuffer first = new PageBuffer();
        PageBuffer second = new PageBuffer();
        for (long done = 0; done < length; done = nextMapped(one, oneOffset, other, otherOffset, done)) {
            if (!samePage(one, oneOffset + done, other, otherOffset + done)) {
                int count = (int) Math.min(length - done, first.bytes.length);
                reader.read(one, oneOffset + done, first.segment.asSlice(0, count));
                reader.read(other, otherOffset + done, second.segment.asSlice(0, count));
                if (!Arrays.equals(first.bytes, 0, count, second.bytes, 0, count)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first page after that at {@code done} that either file has a block for, as the bytes before it. */
    private static long nextMapped(Inode one, long oneOffset, Inode other, long otherOffset, long done) {
        return Math.min(nextMapped(one, oneOffset, done), nextMapped(other, otherOffset, done));
    }

    private static long nextMapped(Inode inode, long offset, long done) {
        long page = inode.pages.nextMapped(FileSize.page(offset + done) + 1);
        return page < 0 ? Long.MAX_VALUE : (page << FileSize.PAGE_SHIFT) - offset;
    }

    private static boolean samePage(Inode one, long oneOffset, Inode other, long otherOffset) {
        long block = one.pages.get(FileSize.page(oneOffset));
        return block == other.pages.get(FileSize.page(otherOffset));
    }
}
