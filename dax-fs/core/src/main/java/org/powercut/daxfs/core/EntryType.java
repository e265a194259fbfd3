package org.powercut.daxfs.core;

import org.jspecify.annotations.Nullable;

/** The kinds of log entry, by the number that stands in their type field. */
enum EntryType {
    PAGE(1, Layout.PageEntry.STRUCT, "page"),
    ATTR(2, Layout.AttrEntry.STRUCT, "attr"),
    WRITE(3, Layout.WriteEntry.STRUCT, "write"),
    SIZE(4, Layout.SizeEntry.STRUCT, "size"),
    ADD_NAME(5, Layout.NameEntry.STRUCT, "add name"),
    REMOVE_NAME(6, Layout.NameEntry.STRUCT, "remove name"),
    BADBLOCK(7, Layout.BadblockEntry.STRUCT, "badblock"),
    XATTR(8, Layout.XattrEntry.STRUCT, "xattr"),
    DEVICE(9, Layout.DeviceEntry.STRUCT, "device"),
    SNAPSHOT(10, Layout.SnapshotEntry.STRUCT, "snapshot"),
    RESET(11, Layout.ResetEntry.STRUCT, "reset"),
    SHARE(12, Layout.ShareEntry.STRUCT, "share"),
    SHIFT(13, Layout.ShiftEntry.STRUCT, "shift");

    private static final @Nullable EntryType[] BY_CODE = byCode();

    final int code;
    final Struct struct;
    final String label;

    EntryType(int code, Struct struct, String label) {
        this.code = code;
        this.struct = struct;
        this.label = label;
    }

    /** The type of a code, or null if there is none. */
    static @Nullable EntryType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    private static @Nullable EntryType[] byCode() {
        @Nullable EntryType[] types = new @Nullable EntryType[16];
        for (EntryType type : values()) {
            types[type.code] = type;
        }
        return types;
    }
}
