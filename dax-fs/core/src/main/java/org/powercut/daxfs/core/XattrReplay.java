package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;

/** Rebuilds the extended attributes of an inode from an entry of its log, and refuses one that no operation writes. */
final class XattrReplay {
    private final Geometry geometry;
    private final Inode inode;
    private final byte[] bytes;
    private final int at;
    private final long offset;
    private final int number;

    private XattrReplay(Geometry geometry, Inode inode, byte[] bytes, int at, long offset, int number) {
        this.geometry = geometry;
        this.inode = inode;
        this.bytes = bytes;
        this.at = at;
        this.offset = offset;
        this.number = number;
    }

    /** Does what the entry at {@code at} says. Returns what the attribute was before. */
    static @Nullable Xattr replay(Geometry geometry, Inode inode, byte[] bytes, int at, long offset, int number) {
        return new XattrReplay(geometry, inode, bytes, at, offset, number).replay();
    }

    private @Nullable Xattr replay() {
        int room = bytes[at + Layout.Entry.LINES] * 64 - Layout.XattrEntry.NAME;
        int nameLength = Bytes.getShort(bytes, at + Layout.XattrEntry.NAME_LENGTH);
        if (nameLength < 1 || nameLength > XattrNames.MAX_LENGTH || nameLength > room) {
            throw corrupt("name_length", Layout.XattrEntry.NAME_LENGTH, nameLength + " bytes");
        }
        String name = name(nameLength);
        int place = Bytes.getShort(bytes, at + Layout.XattrEntry.PLACE);
        int value = Layout.XattrEntry.NAME + nameLength;
        Xattr xattr = switch (place) {
            case Layout.XattrEntry.REMOVED -> null;
            case Layout.XattrEntry.INLINE -> inline(value, room - nameLength);
            case Layout.XattrEntry.IN_BLOCKS -> inBlocks(value, room - nameLength);
            default -> throw corrupt("place", Layout.XattrEntry.PLACE, place + ", not 0 to 2");
        };
        Xattr before = inode.xattrsForChange().put(name, xattr);
        if (before == null && xattr == null) {
            throw corrupt("name", Layout.XattrEntry.NAME, "'" + name + "' is removed, but was not there");
        }
        inode.ctime = Bytes.getLong(bytes, at + Layout.XattrEntry.TIME);
        return before;
    }

    private String name(int length) {
        int start = at + Layout.XattrEntry.NAME;
        String name = new String(bytes, start, length, StandardCharsets.UTF_8);
        boolean wellFormed =
                Arrays.equals(name.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, start, start + length));
        if (!wellFormed || !XattrNames.isName(name)) {
            throw corrupt("name", Layout.XattrEntry.NAME, "'" + name + "' is no name");
        }
        return name;
    }

    private Xattr inline(int value, int room) {
        int length = valueLength(Math.min(room, Xattr.MAX_INLINE));
        return Xattr.inline(Arrays.copyOfRange(bytes, at + value, at + value + length));
    }

    private Xattr inBlocks(int value, int room) {
        int length = valueLength(Xattr.MAX_LENGTH);
        int blocks = Xattr.blocks(length);
        if (blocks == 0 || blocks * Long.BYTES > room) {
            throw corrupt("value_length", Layout.XattrEntry.VALUE_LENGTH, length + " bytes lie in no blocks");
        }
        long[] words = new long[blocks];
        for (int i = 0; i < blocks; i++) {
            long word = Bytes.getLong(bytes, at + value + i * Long.BYTES);
            if (!geometry.isDataPage(PageWord.block(word)) || PageWord.flags(word) != 0) {
                throw corrupt("name", value + i * Long.BYTES, "0x%x is no block".formatted(word));
            }
            words[i] = word;
        }
        return new Xattr(length, Bytes.getInt(bytes, at + Layout.XattrEntry.VALUE_CRC), null, words);
    }

    private int valueLength(int limit) {
        int length = Bytes.getInt(bytes, at + Layout.XattrEntry.VALUE_LENGTH);
        if (length < 0 || length > limit) {
            throw corrupt("value_length", Layout.XattrEntry.VALUE_LENGTH, length + ", not 0 to " + limit);
        }
        return length;
    }

    private CorruptFileSystemException corrupt(String field, int fieldOffset, String detail) {
        return new CorruptFileSystemException(
                LogReader.entryName(inode.ino, number, EntryType.XATTR), field, offset + fieldOffset, detail);
    }
}
