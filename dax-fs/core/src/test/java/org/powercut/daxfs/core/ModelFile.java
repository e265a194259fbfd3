package org.powercut.daxfs.core;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;

/**
 * What the bytes of a file are, in a few lines: an array, and which of its pages have blocks, with data (true) or given in
 * advance (false).
 */
final class ModelFile {
    private static final int PAGE = 4096;

    byte[] content = {};
    NavigableMap<Integer, Boolean> pages = new TreeMap<>();

    void write(int offset, byte[] data) {
        if (data.length == 0) {
            return;
        }
        if (content.length < offset + data.length) {
            content = Arrays.copyOf(content, offset + data.length);
        }
        System.arraycopy(data, 0, content, offset, data.length);
        for (int page = offset / PAGE; page <= (offset + data.length - 1) / PAGE; page++) {
            pages.put(page, true);
        }
    }

    void truncate(int size) {
        content = Arrays.copyOf(content, size);
        pages.tailMap(pagesOf(size), true).clear();
    }

    Errno allocate(FallocateMode mode, int offset, int length) {
        int end = offset + length;
        int rounded = end >= content.length ? pagesOf(end) * PAGE : end;
        boolean whole = offset % PAGE == 0 && length % PAGE == 0;
        switch (mode) {
            case ALLOCATE, ALLOCATE_KEEP_SIZE -> {
                for (int page = offset / PAGE; page < pagesOf(end); page++) {
                    pages.putIfAbsent(page, false);
                }
            }
            case PUNCH_HOLE -> {
                zero(offset, end);
                pages.keySet().removeIf(page -> page * PAGE >= offset && (page + 1) * PAGE <= rounded);
            }
            case ZERO_RANGE, ZERO_RANGE_KEEP_SIZE -> {
                zero(offset, end);
                for (int page = offset / PAGE; page < pagesOf(rounded); page++) {
                    boolean covered = page * PAGE >= offset && (page + 1) * PAGE <= rounded;
                    pages.merge(page, false, (before, none) -> before && !covered);
                }
            }
            case COLLAPSE_RANGE -> {
                if (!whole || end >= content.length) {
                    return Errno.EINVAL;
                }
                byte[] rest = Arrays.copyOfRange(content, end, content.length);
                content = Arrays.copyOf(content, content.length - length);
                System.arraycopy(rest, 0, content, offset, rest.length);
                pages.subMap(offset / PAGE, end / PAGE).clear();
                shift(end / PAGE, -length / PAGE);
            }
            case INSERT_RANGE -> {
                if (!whole || offset >= content.length) {
                    return Errno.EINVAL;
                }
                byte[] rest = Arrays.copyOfRange(content, offset, content.length);
                content = Arrays.copyOf(content, content.length + length);
                zero(offset, end);
                System.arraycopy(rest, 0, content, end, rest.length);
                shift(offset / PAGE, length / PAGE);
            }
            case UNSHARE_RANGE -> throw new AssertionError("nothing is shared here");
        }
        if (mode == FallocateMode.ALLOCATE || mode == FallocateMode.ZERO_RANGE) {
            content = Arrays.copyOf(content, Math.max(content.length, end));
        }
        return null;
    }

    private void zero(int from, int to) {
        Arrays.fill(content, Math.min(from, content.length), Math.min(to, content.length), (byte) 0);
    }

    private void shift(int from, int by) {
        NavigableMap<Integer, Boolean> shifted = new TreeMap<>(pages.headMap(from, false));
        pages.tailMap(from, true).forEach((page, data) -> shifted.put(page + by, data));
        pages = shifted;
    }

    private static int pagesOf(int size) {
        return (size + PAGE - 1) / PAGE;
    }

    /** The first byte of data from {@code offset} on, or -1. */
    int seekData(int offset) {
        for (int at = offset; at < content.length; at = (at / PAGE + 1) * PAGE) {
            if (pages.getOrDefault(at / PAGE, false)) {
                return at;
            }
        }
        return -1;
    }

    /** The first byte of a hole from {@code offset} on, or -1. */
    int seekHole(int offset) {
        for (int at = offset; at < content.length; at = (at / PAGE + 1) * PAGE) {
            if (!pages.getOrDefault(at / PAGE, false)) {
                return at;
            }
        }
        return offset < content.length ? content.length : -1;
    }
}
