package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MediaStruct;
import org.powercut.pmem.Pmem;

/** Shows the fields of a struct as people read them: times as times, flags by name, checksums in hexadecimal. */
final class StructText {
    private static final int NANOS = 1_000_000_000;

    /** Names of the bits of {@code incompatible}. */
    private static final Map<Long, String> FEATURES = Map.of(
            Layout.Superblock.FEATURE_SNAPSHOTS, "snapshots",
            Layout.Superblock.FEATURE_REFLINK, "reflink",
            Layout.Superblock.FEATURE_CHECKSUMS, "data checksums",
            Layout.Superblock.FEATURE_UNWRITTEN, "unwritten extents",
            Layout.Superblock.FEATURE_ATTRIBUTES, "attributes");

    private static final Map<Long, String> WRITE_FLAGS = Map.of(1L, "unwritten", 2L, "shared", 4L, "checksummed");
    private static final Map<Long, String> FILE_FLAGS =
            Map.of(1L, "nodatacow", 2L, "dax", 4L, "immutable", 8L, "append only");

    private final Struct struct;
    private final byte[] bytes;
    private final int at;

    private StructText(Struct struct, byte[] bytes, int at) {
        this.struct = struct;
        this.bytes = bytes;
        this.at = at;
    }

    /**
     * The fields of a struct.
     *
     * @param bytes hold the struct, from {@code at} on
     * @param length of the struct; the last field takes what that is longer than the declaration
     */
    static List<MediaStruct.Value> values(Struct struct, byte[] bytes, int at, int length) {
        StructText text = new StructText(struct, bytes, at);
        List<MediaStruct.Value> values = new ArrayList<>();
        for (Struct.Field field : struct.fields()) {
            boolean last = field.offset() + field.length() == struct.length();
            int fieldLength = last ? length - field.offset() : field.length();
            values.add(new MediaStruct.Value(
                    field.name(), field.offset(), fieldLength, text.value(field.name(), field.offset(), fieldLength)));
        }
        return values;
    }

    private String value(String field, int offset, int length) {
        return switch (field) {
            case "crc", "magic", "commit" -> hex(number(offset, length), length);
            case "uuid" -> uuid(offset);
            case "time", "atime", "mtime", "ctime", "birth_time" -> time(number(offset, length));
            case "mode" -> "0%o".formatted(number(offset, length));
            case "incompatible" -> flags(number(offset, length), FEATURES);
            case "log_tail" -> tail(number(offset, length));
            case "type" -> struct == Layout.Inode.STRUCT ? fileType(number(offset, length)) : entryType(offset);
            case "file_type" -> fileType(number(offset, length));
            case "flags" -> flags(offset, length);
            case "state" -> number(offset, length) == Layout.BadblockEntry.BAD ? "bad" : "good again";
            default -> plain(field, offset, length);
        };
    }

    private String plain(String field, int offset, int length) {
        if (field.endsWith(".old") || field.endsWith(".new")) {
            return tail(number(offset, length));
        }
        boolean isNumber = length <= Long.BYTES;
        if (field.equals("name") || field.equals("label")) {
            return text(field, offset, length);
        }
        return isNumber ? Long.toString(number(offset, length)) : raw(offset, length);
    }

    private long number(int offset, int length) {
        long value = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + offset + i] & 0xFF;
        }
        return value;
    }

    private static String hex(long value, int length) {
        return "0x" + HexFormat.of().toHexDigits(value, 2 * length);
    }

    private String uuid(int offset) {
        return new UUID(number(offset, 8), number(offset + 8, 8)).toString();
    }

    private static String time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
                .toString();
    }

    private static String tail(long word) {
        if (word == TailWord.FREE) {
            return "free";
        }
        long line = TailWord.line(word);
        int perPage = Pmem.PAGE / Pmem.LINE;
        return "page %d line %d, turn %d".formatted(line / perPage, line % perPage, TailWord.turn(word));
    }

    private static String fileType(long code) {
        FileType[] types = FileType.values();
        return code >= 1 && code <= types.length
                ? types[(int) code - 1].name().toLowerCase(java.util.Locale.ROOT)
                : Long.toString(code);
    }

    private String entryType(int offset) {
        EntryType type = EntryType.of(bytes[at + offset]);
        return type == null ? Integer.toString(bytes[at + offset]) : type.label;
    }

    private String flags(int offset, int length) {
        long bits = number(offset, length);
        boolean ofWrite = struct == Layout.WriteEntry.STRUCT;
        return flags(bits, ofWrite ? WRITE_FLAGS : struct == Layout.AttrEntry.STRUCT ? FILE_FLAGS : Map.of());
    }

    private static String flags(long bits, Map<Long, String> names) {
        StringJoiner joined = new StringJoiner(" ");
        long rest = bits;
        for (long bit = Long.lowestOneBit(rest); bit != 0; bit = Long.lowestOneBit(rest)) {
            joined.add(names.getOrDefault(bit, "0x" + Long.toHexString(bit)));
            rest &= ~bit;
        }
        return bits == 0 ? "none" : joined.toString();
    }

    /** A name is as long as the field before says; what comes behind it, up to the end of the line, is nothing. */
    private String text(String field, int offset, int length) {
        int end = length;
        for (Struct.Field other : struct.fields()) {
            if (other.name().equals(field + "_length")) {
                end = (int) Math.min(length, number(other.offset(), other.length()));
            }
        }
        while (end > 0 && bytes[at + offset + end - 1] == 0) {
            end--;
        }
        return new String(bytes, at + offset, end, StandardCharsets.UTF_8);
    }

    private String raw(int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[at + offset + i] != 0) {
                return HexFormat.of().formatHex(bytes, at + offset, at + offset + length);
            }
        }
        return "zeros";
    }
}
