package org.powercut.daxfs;

import java.util.List;

/** Names for the places of a device: {@code superblock[0].epoch}, {@code inode[7].tail}, {@code data[/a] page 3}. */
public interface MediaMap {

    /**
     * A named range of the device.
     *
     * @param name struct, index and field
     * @param offset first byte on the device
     * @param length bytes
     */
    record Field(String name, long offset, long length) {}

    /** The name of the field that holds the byte, with {@code "+n"} behind it if the byte is not the field's first. */
    String nameOf(long offset);

    /**
     * Every field whose name matches, ascending by offset. In a pattern {@code *} stands for any run of characters
     * and everything else, brackets too, for itself: {@code inode[*].tail}.
     */
    List<Field> find(String pattern);

    /** A map without names: every byte is {@code byte 0x...}. */
    static MediaMap unnamed() {
        return UnnamedMediaMap.INSTANCE;
    }
}
