package org.powercut.daxfs;

import java.util.List;

/**
 * One struct on the media with the values of its fields.
 *
 * @param name as in the media map: {@code inode[7]}, {@code log[inode 7] entry 3 (write)}
 * @param offset first byte on the device
 * @param length bytes
 * @param fields in the order in which they lie
 * @param problem what is wrong with it, or the empty string
 */
public record MediaStruct(String name, long offset, long length, List<Value> fields, String problem) {

    /**
     * A field and its value.
     *
     * @param name without the struct's name
     * @param offset from the start of the struct, in bytes
     * @param length bytes
     * @param value in words or digits, as people read it
     */
    public record Value(String name, int offset, int length, String value) {}

    public MediaStruct {
        fields = List.copyOf(fields);
    }
}
