package org.powercut.daxfs.core;

import java.util.Arrays;

/** Compares ranges of files, page by page. Callers hold the locks of both inodes. */
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
        for (long done = 0; done < length; done += first.bytes.length) {
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

    private static boolean samePage(Inode one, long oneOffset, Inode other, long otherOffset) {
        long block = one.pages.get(FileSize.page(oneOffset));
        return block == other.pages.get(FileSize.page(otherOffset));
    }
}
