package org.powercut.framework.oracle.spec;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * The data of a file: its size, and which page of it has which number. Pages that are missing are holes.
 *
 * @param size in bytes
 * @param pages index of the page in the file to number of the page; {@link #UNWRITTEN} for a page that was given in advance
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FileData(long size, NavigableMap<Long, Integer> pages) {
    /** A page that has a block and reads as zeros. */
    public static final int UNWRITTEN = 0;

    /** Bytes of a page. */
    public static final int PAGE = 4096;

    static final FileData EMPTY = new FileData(0, new TreeMap<>());

    public FileData {
        pages = Collections.unmodifiableNavigableMap(pages);
    }

    /** How many pages a file of {@code size} bytes has. */
    static long pagesOf(long size) {
        return Math.ceilDiv(size, PAGE);
    }

    FileData withSize(long newSize) {
        return new FileData(newSize, pages);
    }

    boolean isEmpty() {
        return size == 0 && pages.isEmpty();
    }
}
