package org.powercut.framework.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a device: its size and the 4096-byte pages that were ever written. Every other page is zeros.
 *
 * @param size bytes of the device
 * @param pages page content by the page's offset in bytes; not to be changed
 */
public record DeviceImage(long size, SortedMap<Long, byte[]> pages) {

    public DeviceImage {
        pages = Collections.unmodifiableSortedMap(new TreeMap<>(pages));
    }

    /** The byte at an offset. */
    public byte at(long offset) {
        byte[] page = pages.get(offset & -4096L);
        return page == null ? 0 : page[(int) (offset & 4095)];
    }
}
