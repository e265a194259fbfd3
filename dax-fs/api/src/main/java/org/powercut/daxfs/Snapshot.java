package org.powercut.daxfs;

/**
 * A snapshot of the whole file system.
 *
 * @param name 1 to 255 bytes of UTF-8, without slash and NUL
 * @param epoch the last epoch that it shows
 * @param time when it was made, ns since the epoch of time
 */
public record Snapshot(String name, long epoch, long time) {}
