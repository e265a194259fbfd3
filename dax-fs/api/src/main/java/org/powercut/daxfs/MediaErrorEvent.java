package org.powercut.daxfs;

/**
 * Media errors that were found since the last event was taken: the first one is kept, the rest are counted (fanotify(7),
 * FAN_FS_ERROR).
 *
 * @param first the first error; {@code ino} 0 and an empty path stand for metadata that belongs to no file
 * @param count how many errors there were, the first one included
 */
public record MediaErrorEvent(FileMediaError first, long count) {}
