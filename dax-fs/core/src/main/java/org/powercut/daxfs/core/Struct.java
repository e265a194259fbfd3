package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;

/**
 * One on-media structure: its name, its length and its fields, in bytes. {@link Layout} holds all of them; code takes
 * its offsets from there, and the media map, fsck and faults by field read the same table.
 */
record Struct(String name, int length, List<Field> fields) {

    /** A named run of bytes within a struct. */
    record Field(String name, int offset, int length) {}

    static Builder named(String name) {
        return new Builder(name);
    }

    /** Lays fields out one after the other and hands out their offsets. */
    static final class Builder {
        private final String name;
        private final List<Field> fields = new ArrayList<>();
        private int end;

        private Builder(String name) {
            this.name = name;
        }

        /** Adds a field and returns its offset. */
        int field(String field, int length) {
            int offset = end;
            fields.add(new Field(field, offset, length));
            end += length;
            return offset;
        }

        /** The struct; whatever is left of {@code length} is reserved. */
        Struct build(int length) {
            if (end > length) {
                throw new IllegalStateException(name + " needs " + end + " bytes, not " + length);
            }
            if (end < length) {
                field("reserved", length - end);
            }
            return new Struct(name, length, List.copyOf(fields));
        }
    }
}
