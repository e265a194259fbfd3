package org.powercut.daxfs.core;

import org.powercut.pmem.Pmem;

/** The arithmetic between bytes and pages of a file. */
final class FileSize {
    static final int PAGE_SHIFT = 12;

    /** The largest file, in bytes: every offset and end is a positive long, and every page has a number. */
    static final long MAX = Long.MAX_VALUE - Pmem.PAGE + 1;

    private FileSize() {}

    /** The page that holds a byte. */
    static long page(long offset) {
        return offset >>> PAGE_SHIFT;
    }

    /** How many pages hold {@code size} bytes. */
    static long pages(long size) {
        return size + Pmem.PAGE - 1 >>> PAGE_SHIFT;
    }

    static int inPage(long offset) {
        return (int) offset & Pmem.PAGE - 1;
    }
}
