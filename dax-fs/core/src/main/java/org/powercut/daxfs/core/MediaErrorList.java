package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.FileMediaError;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * Answers which files have lost what: looks every bad sector up in the page maps of all inodes. Slow, and asked only
 * when something is bad. The caller holds the namespace's lock.
 */
final class MediaErrorList {
    private final Volume volume;
    /** The device ranges that count; null for all that is known to be bad. */
    private final @Nullable List<MediaRange> wanted;

    private final List<FileMediaError> errors = new ArrayList<>();

    private MediaErrorList(Volume volume, @Nullable List<MediaRange> wanted) {
        this.volume = volume;
        this.wanted = wanted;
    }

    /** The lost ranges of all files, ascending by inode and offset, adjacent ones merged. */
    static List<FileMediaError> of(Volume volume) {
        if (volume.badblocks.isEmpty()) {
            return List.of();
        }
        return new MediaErrorList(volume, null).build();
    }

    /** The file ranges that lie in these device ranges, as {@link #of(Volume)}, whether they are known to be bad or not. */
    static List<FileMediaError> of(Volume volume, List<MediaRange> wanted) {
        return new MediaErrorList(volume, wanted).build();
    }

    private List<FileMediaError> build() {
        volume.inodes.forEach(this::addInode);
        return List.copyOf(errors);
    }

    private void addInode(Inode inode) {
        long stamp = inode.lock.readLock();
        try {
            inode.pages.forEachRun(0, (page, word, count) -> addRun(inode, page, word, count));
        } finally {
            inode.lock.unlockRead(stamp);
        }
    }

    private void addRun(Inode inode, long page, long word, long count) {
        if (PageWord.isUnwritten(word)) {
            return; // there is nothing to lose yet
        }
        long block = PageWord.block(word);
        for (MediaRange bad : badIn(block * Pmem.PAGE, count * Pmem.PAGE)) {
            long start = (page << FileSize.PAGE_SHIFT) + bad.offset() - block * Pmem.PAGE;
            long end = Math.min(inode.size, start + bad.length());
            if (start < end) {
                add(inode, start, end);
            }
        }
    }

    private List<MediaRange> badIn(long offset, long length) {
        if (wanted == null) {
            return volume.badblocks.badIn(offset, length);
        }
        List<MediaRange> result = new ArrayList<>();
        for (MediaRange range : wanted) {
            long start = Math.max(offset, range.offset());
            long end = Math.min(offset + length, range.end());
            if (start < end) {
                result.add(new MediaRange(start, end - start));
            }
        }
        result.sort(null);
        return result;
    }

    private void add(Inode inode, long start, long end) {
        FileMediaError last = errors.isEmpty() ? null : errors.getLast();
        if (last != null && last.ino() == inode.ino && last.offset() + last.length() == start) {
            errors.set(
                    errors.size() - 1, new FileMediaError(last.ino(), last.path(), last.offset(), end - last.offset()));
        } else {
            errors.add(new FileMediaError(inode.ino, volume.inodes.pathOf(inode), start, end - start));
        }
    }
}
